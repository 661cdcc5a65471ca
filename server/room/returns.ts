import { COME_BACK_MS } from "../../protocol/mod.ts";
import { FairBudget, type Holding } from "./fair_budget.ts";
import type { Member } from "./member.ts";

/** Most clients remembered while they are away. */
export const MAX_AWAY = 10_000;

/** A client that is away. */
interface Away {
  /** Until when it may come back, in ms of a monotonic clock. */
  readonly until: number;
  readonly holding: Holding<Member>;
}

/** The clients that may come back: by token, those here and those that left lately. */
export class Returns {
  readonly #byToken = new Map<string, Member>();
  /** The clients that are away, in order of leaving. */
  readonly #away = new Map<Member, Away>();
  readonly #budget: FairBudget<Member>;

  /**
   * Begins with nobody.
   *
   * @param onForget Told of each client that is dropped to make room for others.
   */
  constructor(onForget: (member: Member) => void, maxAway: number = MAX_AWAY) {
    this.#budget = new FairBudget(maxAway, onForget);
  }

  /** Lets a client be found by its token. */
  add(member: Member): void {
    this.#byToken.set(member.token, member);
  }

  /**
   * Finds a client, here or away.
   *
   * @param at The time, in ms of a monotonic clock.
   * @returns Nobody if the token is wrong or too old.
   */
  find(token: string, at: number): Member | undefined {
    const member = this.#byToken.get(token);
    if (!member) return undefined;
    return (this.until(member) ?? Infinity) > at ? member : undefined;
  }

  /** Notes that a client is back. */
  back(member: Member): void {
    const away = this.#away.get(member);
    if (away) this.#budget.release(away.holding);
    this.#away.delete(member);
  }

  /**
   * Notes that a client has lost its connection.
   *
   * @param at When, in ms of a monotonic clock.
   */
  away(member: Member, at: number): void {
    this.awayUntil(member, at + COME_BACK_MS);
  }

  /**
   * Notes that a client is away that left after all others who are.
   *
   * @param until Until when it may come back, in ms of a monotonic clock.
   */
  awayUntil(member: Member, until: number): void {
    const holding = this.#budget.add(member.origin, member);
    if (holding.isHeld) this.#away.set(member, { until, holding });
  }

  /** The clients that are away, in order of leaving. */
  get absent(): Iterable<Member> {
    return this.#away.keys();
  }

  /** Until when a client that is away may come back, in ms of a monotonic clock. */
  until(member: Member): number | undefined {
    return this.#away.get(member)?.until;
  }

  /** Makes a token worth nothing. */
  forget(member: Member): void {
    // Somebody else may hold it: a client that was away for too long goes on under its old secret.
    if (this.#byToken.get(member.token) === member) this.#byToken.delete(member.token);
    this.back(member);
  }

  /** The clients whose time is over. */
  due(at: number): Member[] {
    const due: Member[] = [];
    for (const [member, { until }] of this.#away) {
      if (until > at) break;
      due.push(member);
    }
    return due;
  }
}
