import type { Result } from "../../protocol/mod.ts";
import type { RequestKey } from "./events.ts";
import type { Outcomes, OutcomesSnapshot } from "./outcomes.ts";

/** Maximum weight of the requests remembered for all clients together: 1 is about 40 bytes. */
export const MAX_OUTCOMES_IN_ALL = 1_048_576;

/** The clients of one origin. */
interface Account {
  readonly members: Set<Outcomes>;
  weight: number;
}

/**
 * Limits the requests remembered for all clients together. In the origin that takes most, the client
 * with most loses the older half of its own first.
 */
export class OutcomeBudget {
  readonly #max: number;
  readonly #accounts = new Map<string, Account>();
  #total = 0;

  /**
   * Begins with nothing remembered.
   *
   * @param max Maximum weight of what is remembered.
   */
  constructor(max: number = MAX_OUTCOMES_IN_ALL) {
    this.#max = max;
  }

  /** Notes that a request was carried out; see {@linkcode Outcomes.note}. */
  note(outcomes: Outcomes, key: RequestKey, ok?: Result): void {
    const account = this.#accountOf(outcomes);
    this.#change(account, outcomes, () => outcomes.note(key, ok));
    while (this.#total > this.#max) this.#halveLargest();
  }

  /** Takes over what a client was remembered for elsewhere. */
  restore(outcomes: Outcomes, snapshot: OutcomesSnapshot): void {
    const account = this.#accountOf(outcomes);
    this.#change(account, outcomes, () => outcomes.restore(snapshot));
  }

  /** Stops counting the requests of a client that is forgotten. */
  remove(outcomes: Outcomes): void {
    const account = this.#accounts.get(outcomes.origin);
    if (!account?.members.delete(outcomes)) return;
    account.weight -= outcomes.weight;
    this.#total -= outcomes.weight;
    if (account.members.size === 0) this.#accounts.delete(outcomes.origin);
  }

  #accountOf(outcomes: Outcomes): Account {
    const { origin } = outcomes;
    let account = this.#accounts.get(origin);
    if (!account) this.#accounts.set(origin, account = { members: new Set(), weight: 0 });
    account.members.add(outcomes);
    return account;
  }

  #halveLargest(): void {
    const account = heaviest(this.#accounts.values());
    const largest = heaviest(account.members);
    this.#change(account, largest, () => largest.halve());
  }

  #change(account: Account, outcomes: Outcomes, change: () => void): void {
    const before = outcomes.weight;
    change();
    account.weight += outcomes.weight - before;
    this.#total += outcomes.weight - before;
  }
}

function heaviest<T extends { readonly weight: number }>(all: Iterable<T>): T {
  let found: T | undefined;
  for (const each of all) if (!found || each.weight > found.weight) found = each;
  return found!;
}
