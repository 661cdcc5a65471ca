/**
 * The values that were added last: it forgets those before them.
 *
 * @example
 * ```ts
 * import { LatestSet } from "./latest_set.ts";
 *
 * const seen = new LatestSet<string>(2);
 * for (const each of ["a", "b", "c"]) seen.add(each);
 * seen.has("a"); // false
 * ```
 */
export class LatestSet<T> {
  /** The oldest first. */
  readonly #values = new Set<T>();
  readonly #max: number;

  /**
   * Begins with none.
   *
   * @param max How many it remembers.
   */
  constructor(max: number) {
    this.#max = max;
  }

  /** Whether it remembers a value. */
  has(value: T): boolean {
    return this.#values.has(value);
  }

  /** Adds a value, and forgets the oldest if that is one too many. */
  add(value: T): void {
    this.#values.add(value);
    if (this.#values.size <= this.#max) return;
    const [oldest] = this.#values;
    this.#values.delete(oldest!);
  }
}
