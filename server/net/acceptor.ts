import type { Listener, Wire } from "./wire.ts";

/** How long to wait in ms before accepting again when the system could not: no descriptors, say. */
const RETRY_MS = 100;

/** Options of {@linkcode Acceptor}. */
export interface AcceptorOptions {
  /** Takes a connection. What it throws is told to `onTrouble`, and closes this connection alone. */
  take: (wire: Wire) => void;
  /** Told once each time that accepting begins to fail. */
  onTrouble: (error: unknown) => void;
}

/** Accepts connections until it is closed, whatever the system says meanwhile. */
export class Acceptor {
  readonly #listener: Listener;
  readonly #options: AcceptorOptions;
  readonly #running: Promise<void>;
  #closed = false;

  /** Takes over a listener, and begins to accept. */
  constructor(listener: Listener, options: AcceptorOptions) {
    this.#listener = listener;
    this.#options = options;
    this.#running = this.#run();
  }

  /** Accepts nobody any more. */
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
