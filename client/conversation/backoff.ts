/** How long to wait before the first try, in ms. */
const FIRST_MS = 1_000;

/** How long to wait between two tries at most, in ms. */
const LONGEST_MS = 30_000;

/**
 * How long to wait before each try to connect again: 1 s, doubling to 30 s, each shortened by up to
 * a half at random, so that the many clients of a server that was down do not come all at once.
 *
 * @example
 * ```ts
 * import { Backoff } from "./backoff.ts";
 *
 * const backoff = new Backoff(() => 1);
 * [backoff.next(), backoff.next(), backoff.next()]; // [1000, 2000, 4000]
 * ```
 */
export class Backoff {
  readonly #random: () => number;
  #nextMs = FIRST_MS;

  /**
   * Begins with the shortest wait.
   *
   * @param random From 0 to 1.
   */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** How long to wait now, in ms. */
  next(): number {
    const longest = this.#nextMs;
    this.#nextMs = Math.min(2 * longest, LONGEST_MS);
    return longest * (0.5 + this.#random() / 2);
  }
}
