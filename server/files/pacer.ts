/** Most work between two pauses, in ms. */
const WORK_MS = 2;

/** How long a pause is, in ms: the shortest that a timer can do. */
const PAUSE_MS = 1;

/**
 * Makes long work pause now and then, so that the server serves its connections in between. It takes
 * a timer: while work is always ready, Deno asks the system for what has arrived only every 61st time.
 * All who share a pacer share its pauses.
 */
export class Pacer {
  readonly #now: () => number;
  #workedMs = 0;
  #pause?: Promise<void>;

  /**
   * Makes a pacer.
   *
   * @param now The time, in ms, from a clock that nobody sets; only differences matter.
   */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Does a piece of work that does not wait, then pauses if it is time to. */
  async do(work: () => void): Promise<void> {
    const began = this.#now();
    work();
    this.#workedMs += this.#now() - began;
    if (this.#workedMs >= WORK_MS) await (this.#pause ??= this.#rest());
  }

  async #rest(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    this.#workedMs = 0;
    this.#pause = undefined;
  }
}
