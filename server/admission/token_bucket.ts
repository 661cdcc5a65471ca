/**
 * A token bucket: a burst at once, then a rate.
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
   * Creates a full bucket.
   *
   * @param rate Tokens added each second, above 0.
   * @param burst Tokens it holds, 1 or more.
   * @param now The time, in ms; only differences matter.
   */
  constructor(rate: number, burst: number, now: number) {
    this.#rate = rate;
    this.#burst = burst;
    this.#tokens = burst;
    this.#filledAt = now;
  }

  /**
   * Whether it is full.
   *
   * @param now The time, in ms, never before that of the last call.
   */
  isFull(now: number): boolean {
    return this.#tokens + this.#earned(now) >= this.#burst;
  }

  /**
   * Takes tokens, even if there are too few.
   *
   * @param now The time, in ms, never before that of the last call.
   * @param count How many, 0 or more.
   * @returns How many ms to wait before using them.
   */
  take(now: number, count = 1): number {
    this.#tokens = Math.min(this.#burst, this.#tokens + this.#earned(now)) - count;
    this.#filledAt = now;
    return this.#tokens >= 0 ? 0 : -this.#tokens * 1000 / this.#rate;
  }

  /**
   * Whether tokens can be taken without waiting. More than it ever holds can be once it is full.
   *
   * @param now The time, in ms, never before that of the last call.
   * @param count How many, 0 or more.
   */
  canTake(now: number, count: number): boolean {
    return this.msUntil(now, count) <= 0;
  }

  /**
   * How many ms it is until tokens can be taken without waiting.
   *
   * @param now The time, in ms, never before that of the last call.
   * @param count How many, 0 or more; more than it ever holds count as all it can hold.
   */
  msUntil(now: number, count: number): number {
    const missing = Math.min(count, this.#burst) -
      Math.min(this.#burst, this.#tokens + this.#earned(now));
    return Math.max(0, missing * 1000 / this.#rate);
  }

  #earned(now: number): number {
    return (now - this.#filledAt) * this.#rate / 1000;
  }
}
