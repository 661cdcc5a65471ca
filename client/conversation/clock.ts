/** The time and its alarms, so that tests can have their own. */
export interface Clock {
  /** The time, in ms; only differences matter. */
  now(): number;
  /**
   * Calls once, later.
   *
   * @param ms In how many ms.
   * @param alarm What to call.
   * @returns What to call so that it does not happen.
   */
  after(ms: number, alarm: () => void): () => void;
}
