/** The first wait, in ms. */
const FIRST_MS = 1_000;

/** The longest wait, in ms. */
const LONGEST_MS = 30_000;

/**
 * The waits before each attempt to reconnect: 1 s, doubling up to 30 s. Each is randomly shortened
 * by up to a half, so that the clients of a restarted server do not all return at the same time.
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

  /** Begins with the shortest wait again. */
  reset(): void {
    this.#nextMs = FIRST_MS;
  }

  /** How long to wait now, in ms. */
  next(): number {
    const longest = this.#nextMs;
    this.#nextMs = Math.min(2 * longest, LONGEST_MS);
    return longest * (0.5 + this.#random() / 2);
  }
}
