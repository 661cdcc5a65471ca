/** The share of one origin. */
interface Account<T> {
  /** The items, oldest first, with their weights. */
  readonly items: Map<T, number>;
  total: number;
}

/**
 * Shares one limit among all origins. While the limit is exceeded, the origin that uses most loses
 * its oldest item, so nobody can push out what is kept for others.
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
   * Creates an empty budget.
   *
   * @param max Maximum total weight, above 0.
   * @param onDrop Called with each item that is dropped, after the budget has removed it.
   */
  constructor(max: number, onDrop: (item: T) => void) {
    this.#max = max;
    this.#onDrop = onDrop;
  }

  /** Total weight of the items. */
  get total(): number {
    return this.#total;
  }

  /**
   * Adds an item, and drops others if the limit is exceeded.
   *
   * @param origin The origin that it counts for.
   * @param item The item. It must not be in the budget yet.
   * @param weight Its weight, above 0.
   */
  add(origin: string, item: T, weight = 1): void {
    let account = this.#accounts.get(origin);
    if (!account) this.#accounts.set(origin, account = { items: new Map(), total: 0 });
    account.items.set(item, weight);
    account.total += weight;
    this.#total += weight;
    while (this.#total > this.#max) this.#dropFromLargest();
  }

  /** Removes an item, if it is there. */
  remove(origin: string, item: T): void {
    const account = this.#accounts.get(origin);
    const weight = account?.items.get(item);
    if (!account || weight === undefined) return;
    account.items.delete(item);
    account.total -= weight;
    this.#total -= weight;
    if (account.items.size === 0) this.#accounts.delete(origin);
  }

  #dropFromLargest(): void {
    let largest: [string, Account<T>] | undefined;
    for (const entry of this.#accounts) {
      if (!largest || entry[1].total > largest[1].total) largest = entry;
    }
    const [origin, account] = largest!;
    const [oldest] = account.items.keys();
    this.remove(origin, oldest!);
    this.#onDrop(oldest!);
  }
}
