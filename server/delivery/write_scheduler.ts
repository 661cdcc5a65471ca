/**
 * Most writes begun on end; then the event loop has its turn. Tokio, below Deno, lets a task do 128
 * things before others have theirs: a write past that is put off, asked again and again, and answered
 * from another task, which costs a third more.
 */
const WRITES_ON_END = 64;

/** Begins the writes to all clients, in the order they fall due. */
export class WriteScheduler implements Disposable {
  /** When the writes that begin now were begun, by `performance.now`. */
  now = 0;
  #due: (() => void)[] = [];
  /** What brings the next turn about, in microseconds; made for the first crowd. */
  #channel?: MessageChannel;

  /** Has a write begin at the end of this tick, or behind those that wait already. */
  readonly schedule = (begin: () => void): void => {
    if (this.#due.push(begin) === 1) queueMicrotask(() => this.#beginSome());
  };

  /** Lets the process end; nothing begins any more. */
  [Symbol.dispose](): void {
    this.#channel?.port1.close();
    this.#channel?.port2.close();
  }

  #beginSome(): void {
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
