import { pause } from "./pause.ts";

/** Most work between two pauses, in ms. */
const WORK_MS = 2;

/** Makes long work pause now and then. All who share a pacer share its pauses. */
export class Pacer {
  readonly #now: () => number;
  #workedMs = 0;
  #pause?: Promise<void>;

  /**
   * Makes a pacer.
   *
   * @param now The time, in ms, by a monotonic clock; only differences matter.
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
    await pause();
    this.#workedMs = 0;
    this.#pause = undefined;
  }
}
