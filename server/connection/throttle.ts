import { TokenBucket } from "./token_bucket.ts";

/**
 * Holds a client back that asks too fast: its requests are read later, and until then wait in its
 * own system, so that none is lost.
 */
export class Throttle {
  readonly #bucket: TokenBucket;
  readonly #onSlowed: () => void;
  #slowed = false;

  /**
   * Makes a throttle for one client.
   *
   * @param rate Requests a second, above 0.
   * @param burst Requests at once, 1 or more.
   * @param onSlowed Called when the client is first held back, and again only after a pause that
   * gave it its whole burst back.
   */
  constructor(rate: number, burst: number, onSlowed: () => void) {
    this.#bucket = new TokenBucket(rate, burst, performance.now());
    this.#onSlowed = onSlowed;
  }

  /** Counts a request; returns what to wait for before taking it, if anything: 1 s at most. */
  next(): Promise<void> | undefined {
    const ms = this.#bucket.take(performance.now());
    if (ms > 0) return this.#hold(ms);
    if (this.#bucket.isFull) this.#slowed = false;
  }

  async #hold(ms: number): Promise<void> {
    if (!this.#slowed) this.#onSlowed();
    this.#slowed = true;
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}
