/**
 * Lets each holder do a number of things at once; what is beyond waits for its turn, in order.
 *
 * @example
 * ```ts
 * import { Turns } from "./turns.ts";
 *
 * const turns = new Turns(1);
 * {
 *   using _turn = await turns.take("alice");
 *   // Alice's next one waits until this one is over.
 * }
 * ```
 */
export class Turns {
  readonly #limit: number;
  readonly #running = new Map<string, number>();
  readonly #waiting = new Map<string, (() => void)[]>();

  /**
   * Makes a counter at which nobody waits yet.
   *
   * @param limit How many each holder may have at once, 1 or more.
   */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Waits for a turn; it is over when what this resolves to is disposed of. */
  async take(holder: string): Promise<Disposable> {
    const running = this.#running.get(holder) ?? 0;
    if (running < this.#limit) this.#running.set(holder, running + 1);
    else await this.#wait(holder);
    return { [Symbol.dispose]: () => this.#pass(holder) };
  }

  #wait(holder: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const queue = this.#waiting.get(holder) ?? [];
    queue.push(resolve);
    this.#waiting.set(holder, queue);
    return promise;
  }

  /** Gives the turn to who waits longest, or back. */
  #pass(holder: string): void {
    const next = this.#waiting.get(holder)?.shift();
    if (next) return next();
    this.#waiting.delete(holder);
    const running = this.#running.get(holder)! - 1;
    if (running > 0) this.#running.set(holder, running);
    else this.#running.delete(holder);
  }
}
