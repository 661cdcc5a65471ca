/** Most bytes of unfinished and unread input that are held for all connections together. */
export const MAX_PENDING_BYTES = 67_108_864;

/** What one origin's connections hold. */
interface Account<T> {
  readonly holders: Map<T, number>;
  total: number;
}

/**
 * Limits the input that is held for all connections together: half-sent frames, unfinished lines and
 * heads, and what was read ahead. Past the limit, the origin that holds most loses the connection
 * that holds most.
 *
 * @example
 * ```ts
 * import { PendingBudget } from "./pending_budget.ts";
 *
 * const budget = new PendingBudget<string>(100, (holder) => console.log("ends", holder));
 * budget.set("a", "10.0.0.1", 60);
 * budget.set("b", "10.0.0.2", 50); // ends a
 * ```
 */
export class PendingBudget<T> {
  readonly #max: number;
  readonly #onDrop: (holder: T) => void;
  readonly #accounts = new Map<string, Account<T>>();
  #total = 0;

  /**
   * Creates an empty budget.
   *
   * @param max Most bytes in all, above 0.
   * @param onDrop Called for each holder that has to go. It is no longer counted.
   */
  constructor(max: number, onDrop: (holder: T) => void) {
    this.#max = max;
    this.#onDrop = onDrop;
  }

  /** Bytes that all hold. */
  get total(): number {
    return this.#total;
  }

  /**
   * Notes how much a connection holds now.
   *
   * @param holder The connection.
   * @param origin The address or network by which it is counted.
   * @param bytes How much, 0 or more.
   */
  set(holder: T, origin: string, bytes: number): void {
    let account = this.#accounts.get(origin);
    const before = account?.holders.get(holder) ?? 0;
    if (bytes === before) return;
    if (!account) this.#accounts.set(origin, account = { holders: new Map(), total: 0 });
    account.total += bytes - before;
    this.#total += bytes - before;
    if (bytes > 0) account.holders.set(holder, bytes);
    else account.holders.delete(holder);
    if (account.holders.size === 0) this.#accounts.delete(origin);
    while (this.#total > this.#max) this.#drop();
  }

  #drop(): void {
    const [origin, { holders }] = largest(this.#accounts, ({ total }) => total);
    const [holder] = largest(holders, (bytes) => bytes);
    this.set(holder, origin, 0);
    this.#onDrop(holder);
  }
}

function largest<K, V>(all: ReadonlyMap<K, V>, sizeOf: (value: V) => number): [K, V] {
  let found: [K, V] | undefined;
  for (const each of all) if (!found || sizeOf(each[1]) > sizeOf(found[1])) found = each;
  return found!;
}
