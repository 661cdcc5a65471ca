/**
 * How many writes to begin before the event loop gets a turn. Tokio, below Deno, lets a task do 128
 * operations in a row. A further write is postponed, polled again and completed by another task,
 * which costs a third more.
 */
const WRITES_ON_END = 64;

/** Begins the writes to all clients, in the order in which they were scheduled. */
export class WriteScheduler implements Disposable {
  /** When the current writes were begun, by `performance.now`. */
  now = 0;
  readonly #beforeWrites: () => void;
  #due: (() => void)[] = [];
  /** Brings the next turn within microseconds. Created when it is first needed. */
  #channel?: MessageChannel;

  /**
   * Makes one that has nothing to begin.
   *
   * @param beforeWrites Called before writes begin: what they confirm is to be kept by then.
   */
  constructor(beforeWrites: () => void = () => {}) {
    this.#beforeWrites = beforeWrites;
  }

  /** Schedules a write for the end of this tick, after those that wait already. */
  readonly schedule = (begin: () => void): void => {
    if (this.#due.push(begin) === 1) queueMicrotask(() => this.#beginSome());
  };

  /** Releases the channel, so that the process can exit. No further write begins. */
  [Symbol.dispose](): void {
    this.#channel?.port1.close();
    this.#channel?.port2.close();
  }

  #beginSome(): void {
    this.#beforeWrites();
    this.now = performance.now();
    const begun = this.#due.splice(0, WRITES_ON_END);
    for (const begin of begun) begin();
    if (this.#due.length > 0) this.#inNextTurn();
  }

  #inNextTurn(): void {
    if (!this.#channel) {
      this.#channel = new MessageChannel();
      this.#channel.port1.onmessage = () => this.#beginSome();
    }
    this.#channel.port2.postMessage(undefined);
  }
}
