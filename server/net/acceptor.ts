import type { Listener, Wire } from "./wire.ts";

/** How long to wait before accepting again after an error of the system, in ms. */
const RETRY_MS = 100;

/** Options of {@linkcode Acceptor}. */
export interface AcceptorOptions {
  /**
   * Takes a connection. If it throws, `onTrouble` is called, and only this connection is closed.
   */
  take: (wire: Wire) => void;
  /** Called once when accepting begins to fail. */
  onTrouble: (error: unknown) => void;
}

/** Accepts connections until it is closed, even after errors of the system. */
export class Acceptor {
  readonly #listener: Listener;
  readonly #options: AcceptorOptions;
  readonly #running: Promise<void>;
  #closed = false;

  /** Begins to accept from a listener, which it owns from now on. */
  constructor(listener: Listener, options: AcceptorOptions) {
    this.#listener = listener;
    this.#options = options;
    this.#running = this.#run();
  }

  /** Stops accepting. */
  async close(): Promise<void> {
    if (!this.#closed) this.#listener.close();
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    let inTrouble = false;
    while (!this.#closed) {
      try {
        const wire = await this.#listener.accept();
        if (this.#closed) return wire.close();
        inTrouble = false;
        this.#take(wire);
      } catch (error) {
        if (this.#closed) return;
        if (!inTrouble) this.#options.onTrouble(error);
        inTrouble = true;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  #take(wire: Wire): void {
    try {
      this.#options.take(wire);
    } catch (error) {
      wire.close();
      this.#options.onTrouble(error);
    }
  }
}
