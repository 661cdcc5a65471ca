import { Fifo } from "./fifo.ts";

/** An item that a budget holds; to be released once it is gone for another reason. */
export interface Holding<T> {
  /** The item. */
  readonly item: T;
  /** What it counts for. */
  readonly weight: number;
  /** Whose account it counts for. */
  readonly origin: string;
  /** Whether the budget still counts it. */
  isHeld: boolean;
}

/** What one origin has in a budget: oldest first; those no longer held stay until they are in front. */
class Account<T> {
  readonly holdings = new Fifo<Holding<T>>();
  total = 0;
  count = 0;

  /** Keeps the queue short, though holdings are released from its middle. */
  tidy(): void {
    if (this.holdings.length > 2 * this.count + 16) {
      this.holdings.filter(({ isHeld }) => isHeld);
    }
  }
}

/**
 * Shares one bound among all origins. When the bound is passed, the origin that takes most loses its
 * oldest item, until the rest fits. So nobody can push out what is kept for others.
 *
 * @example
 * ```ts
 * import { FairBudget } from "./fair_budget.ts";
 *
 * const budget = new FairBudget<string>(2, (item) => console.log("dropped", item));
 * budget.add("10.0.0.1", "a");
 * budget.add("10.0.0.2", "b");
 * budget.add("10.0.0.2", "c"); // dropped b
 * ```
 */
export class FairBudget<T> {
  readonly #accounts = new Map<string, Account<T>>();
  readonly #max: number;
  readonly #onDrop: (item: T) => void;
  #total = 0;

  /**
   * Makes an empty budget.
   *
   * @param max Most weight to hold in all, above 0.
   * @param onDrop Told of each item that is dropped; it is no longer held by then.
   */
  constructor(max: number, onDrop: (item: T) => void) {
    this.#max = max;
    this.#onDrop = onDrop;
  }

  /** Weight of all that is held. */
  get total(): number {
    return this.#total;
  }

  /**
   * Holds an item, and drops others if there is no room.
   *
   * @param origin Whose account it counts for.
   * @param item The item.
   * @param weight What it counts for, above 0.
   * @returns What to {@linkcode FairBudget.release | release} it by.
   */
  add(origin: string, item: T, weight = 1): Holding<T> {
    let account = this.#accounts.get(origin);
    if (!account) this.#accounts.set(origin, account = new Account());
    const holding: Holding<T> = { item, weight, origin, isHeld: true };
    account.holdings.push(holding);
    account.total += weight;
    account.count++;
    this.#total += weight;
    while (this.#total > this.#max) this.#dropFromLargest();
    return holding;
  }

  /** Lets go of an item, if it is still held. */
  release(holding: Holding<T>): void {
    if (!holding.isHeld) return;
    holding.isHeld = false;
    const account = this.#accounts.get(holding.origin)!;
    account.total -= holding.weight;
    account.count--;
    this.#total -= holding.weight;
    account.tidy();
    if (account.count === 0) this.#accounts.delete(holding.origin);
  }

  #dropFromLargest(): void {
    let largest: Account<T> | undefined;
    let of = "";
    for (const [origin, account] of this.#accounts) {
      const isLess = largest && account.total < largest.total;
      // The order of the accounts must not matter: that of another server's may be another one.
      if (isLess || (account.total === largest?.total && origin > of)) continue;
      largest = account;
      of = origin;
    }
    let oldest = largest!.holdings.shift()!;
    while (!oldest.isHeld) oldest = largest!.holdings.shift()!;
    this.release(oldest);
    this.#onDrop(oldest.item);
  }
}
