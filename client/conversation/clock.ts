/** A clock with timers, which tests can replace. */
export interface Clock {
  /** The time, in ms; only differences matter. */
  now(): number;
  /**
   * Calls once, later.
   *
   * @param ms In how many ms.
   * @param alarm What to call.
   * @returns A function that cancels the call.
   */
  after(ms: number, alarm: () => void): () => void;
}
