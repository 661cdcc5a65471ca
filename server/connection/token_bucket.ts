/**
 * Measures out requests: so many at once, then so many a second.
 *
 * @example
 * ```ts
 * import { TokenBucket } from "./token_bucket.ts";
 *
 * const bucket = new TokenBucket(20, 2, 0);
 * bucket.take(0); // 0: at once
 * bucket.take(0); // 0: at once
 * bucket.take(0); // 50: in 50 ms
 * ```
 */
export class TokenBucket {
  readonly #rate: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt: number;

  /**
   * Makes a full bucket.
   *
   * @param rate Tokens that come back each second, above 0.
   * @param burst Tokens it holds, 1 or more.
   * @param now The time, in ms; only differences matter.
   */
  constructor(rate: number, burst: number, now: number) {
    this.#rate = rate;
    this.#burst = burst;
    this.#tokens = burst;
    this.#filledAt = now;
  }

  /** Whether it is as full as it was made, one token that is in use aside. */
  get isFull(): boolean {
    return this.#tokens >= this.#burst - 1;
  }

  /**
   * Takes a token, on credit if there is none.
   *
   * @param now The time, in ms, never before that of the last call.
   * @returns How many ms to wait before doing what the token is for.
   */
  take(now: number): number {
    const earned = (now - this.#filledAt) * this.#rate / 1000;
    this.#tokens = Math.min(this.#burst, this.#tokens + earned) - 1;
    this.#filledAt = now;
    return this.#tokens >= 0 ? 0 : -this.#tokens * 1000 / this.#rate;
  }
}
