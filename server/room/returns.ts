import { COME_BACK_MS } from "../../protocol/mod.ts";
import { FairBudget } from "./fair_budget.ts";
import type { Member } from "./member.ts";

/** Maximum number of clients remembered while they are away. */
export const MAX_AWAY = 10_000;

/** The clients that may come back, by secret: those here, and those that left recently. */
export class Returns {
  readonly #bySecret = new Map<string, Member>();
  /** Until when each client that is away may come back, in order of leaving. */
  readonly #away = new Map<Member, number>();
  readonly #budget: FairBudget<Member>;

  /**
   * Begins without clients.
   *
   * @param onForget Called with each client that is dropped to make room for others.
   */
  constructor(onForget: (member: Member) => void, maxAway: number = MAX_AWAY) {
    this.#budget = new FairBudget(maxAway, onForget);
  }

  /** Adds a client, to be found by its secret. */
  add(member: Member): void {
    this.#bySecret.set(member.secret, member);
  }

  /**
   * Finds a client, here or away.
   *
   * @param at The time, by a monotonic clock in ms.
   * @returns Undefined if the secret is wrong or too old.
   */
  find(secret: string, at: number): Member | undefined {
    const member = this.#bySecret.get(secret);
    if (!member) return undefined;
    return (this.#away.get(member) ?? Infinity) > at ? member : undefined;
  }

  /** Notes that a client is back. */
  back(member: Member): void {
    this.#away.delete(member);
    this.#budget.remove(member.origin, member);
  }

  /**
   * Notes that a client has lost its connection.
   *
   * @param at When, by a monotonic clock in ms.
   */
  away(member: Member, at: number): void {
    this.#away.set(member, at + COME_BACK_MS);
    this.#budget.add(member.origin, member);
  }

  /** Until when a client that is away may come back, by a monotonic clock in ms. */
  until(member: Member): number | undefined {
    return this.#away.get(member);
  }

  /** Makes a secret invalid. */
  forget(member: Member): void {
    // Somebody else may hold it: a client that was away for too long goes on under its old secret.
    if (this.#bySecret.get(member.secret) === member) this.#bySecret.delete(member.secret);
    this.back(member);
  }

  /** The clients whose time to come back is over. */
  due(at: number): Member[] {
    const due: Member[] = [];
    for (const [member, until] of this.#away) {
      if (until > at) break;
      due.push(member);
    }
    return due;
  }
}
