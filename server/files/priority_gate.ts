interface Waiter {
  readonly rank: number;
  readonly begin: () => void;
}

/**
 * Lets a number of tasks run at once; of those that wait, the one with the lowest rank goes first,
 * and of equal ones the one that has waited longest.
 *
 * @example
 * ```ts
 * import { PriorityGate } from "./priority_gate.ts";
 *
 * const gate = new PriorityGate(2);
 * {
 *   using _turn = await gate.enter(7);
 * }
 * ```
 */
export class PriorityGate {
  #free: number;
  readonly #waiting = new Set<Waiter>();

  /**
   * Creates an empty gate.
   *
   * @param limit How many may run at once, 1 or more.
   */
  constructor(limit: number) {
    this.#free = limit;
  }

  /**
   * Waits until there is room and nobody of a lower rank waits.
   *
   * @param rank Any number; lower ones go first.
   * @param signal Ends the waiting.
   * @returns What to dispose of at the end; to do so again changes nothing.
   * @throws The signal's reason, if it is aborted before there is room.
   */
  async enter(rank: number, signal?: AbortSignal): Promise<Disposable> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#wait(rank, signal);
    let isInside = true;
    const leave = () => {
      if (isInside) this.#leave();
      isInside = false;
    };
    return { [Symbol.dispose]: leave };
  }

  #wait(rank: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = {
      rank,
      begin: () => {
        signal?.removeEventListener("abort", giveUp);
        resolve();
      },
    };
    const giveUp = () => {
      this.#waiting.delete(waiter);
      reject(signal!.reason);
    };
    this.#waiting.add(waiter);
    signal?.addEventListener("abort", giveUp, { once: true });
    return promise;
  }

  #leave(): void {
    let next: Waiter | undefined;
    for (const waiter of this.#waiting) if (!next || waiter.rank < next.rank) next = waiter;
    if (!next) return void this.#free++;
    this.#waiting.delete(next);
    next.begin();
  }
}
