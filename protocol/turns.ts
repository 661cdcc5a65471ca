/**
 * Limits how many things each holder does at once; further ones wait for their turn, in order.
 *
 * @example
 * ```ts
 * import { Turns } from "./turns.ts";
 *
 * const turns = new Turns(1);
 * {
 *   using _turn = await turns.take("alice");
 *   // Alice's next turn begins when this one is over.
 * }
 * ```
 */
export class Turns {
  readonly #limit: number;
  readonly #running = new Map<string | number, number>();
  readonly #waiting = new Map<string | number, Set<() => void>>();

  /**
   * Creates a counter without waiters.
   *
   * @param limit How many turns each holder may have at once, 1 or more.
   */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Waits for a turn.
   *
   * @param holder Whose turn it is.
   * @param signal Ends the waiting; it has no effect on a turn that has begun.
   * @returns The turn. It is over when you dispose of it; to do so again changes nothing.
   * @throws The signal's reason, if it is aborted before the turn begins.
   */
  async take(holder: string | number, signal?: AbortSignal): Promise<Disposable> {
    signal?.throwIfAborted();
    if (this.hasFree(holder)) this.#running.set(holder, this.#count(holder) + 1);
    else await this.#wait(holder, signal);
    let isOver = false;
    const end = () => {
      if (!isOver) this.#pass(holder);
      isOver = true;
    };
    return { [Symbol.dispose]: end };
  }

  /** Tells whether a holder may begin something without waiting. */
  hasFree(holder: string | number): boolean {
    return this.#count(holder) < this.#limit;
  }

  /** Tells whether somebody waits for a turn of this holder. */
  isWanted(holder: string | number): boolean {
    return this.#waiting.has(holder);
  }

  #count(holder: string | number): number {
    return this.#running.get(holder) ?? 0;
  }

  #wait(holder: string | number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      this.#forget(holder, begin);
      reject(signal!.reason);
    };
    const begin = () => {
      signal?.removeEventListener("abort", leave);
      resolve();
    };
    const queue = this.#waiting.get(holder) ?? new Set();
    this.#waiting.set(holder, queue.add(begin));
    signal?.addEventListener("abort", leave, { once: true });
    return promise;
  }

  /** Gives the turn to whoever has waited longest, or back. */
  #pass(holder: string | number): void {
    const [next] = this.#waiting.get(holder) ?? [];
    if (next) {
      this.#forget(holder, next);
      return next();
    }
    const running = this.#running.get(holder)! - 1;
    if (running > 0) this.#running.set(holder, running);
    else this.#running.delete(holder);
  }

  #forget(holder: string | number, waiter: () => void): void {
    const queue = this.#waiting.get(holder);
    queue?.delete(waiter);
    if (queue?.size === 0) this.#waiting.delete(holder);
  }
}
