/** The longest time that a timer can wait, in ms. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** What those wait for who have more to say to a client whose queue is half full. */
export class Relief {
  /** Resolves once the wait is over. */
  readonly promise: Promise<void>;
  readonly #resolve: () => void;
  readonly #timer: ReturnType<typeof setInterval>;

  /**
   * Begins to wait.
   *
   * @param patienceMs How long a client may take nothing before nobody waits for it, in ms.
   * @param look Called each time the patience is over: ends the wait if nobody need wait any more.
   */
  constructor(patienceMs: number, look: () => void) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.promise = promise;
    this.#resolve = resolve;
    this.#timer = setInterval(look, Math.min(patienceMs, MAX_TIMER_MS));
  }

  /** Ends the wait. */
  end(): void {
    clearInterval(this.#timer);
    this.#resolve();
  }
}
