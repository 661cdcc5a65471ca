/** Bytes read at once. */
const READ_BYTES = 16_384;

/** Options of {@linkcode ReadAhead}. */
export interface ReadAheadOptions {
  /** Reads some bytes; null at the end of the stream. */
  readonly read: (into: Uint8Array) => Promise<number | null>;
  /** Called after each read. */
  readonly onRead: () => void;
  /** Called if reading fails: the connection is broken. */
  readonly onError: () => void;
}

/**
 * Reads a connection whose input nobody takes, as its client is held back: otherwise the server would
 * not notice the end of a client that sent much before it went.
 */
export class ReadAhead {
  readonly #options: ReadAheadOptions;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #isWanted = false;
  #running?: Promise<void>;
  /** Whether the client has ended its stream. */
  hasEnded = false;

  /** Reads nothing yet. */
  constructor(options: ReadAheadOptions) {
    this.#options = options;
  }

  /** Bytes that were read and not taken. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Begins to read, until somebody takes what was read. */
  start(): void {
    this.#isWanted = true;
    if (!this.hasEnded) this.#running ??= this.#run();
  }

  /** Takes bytes as a read would: from what was read ahead first, then from the connection. */
  async take(into: Uint8Array): Promise<number | null> {
    this.#isWanted = false;
    if (this.#chunks.length === 0) await this.#running;
    const chunk = this.#chunks[0];
    if (!chunk) return this.hasEnded ? null : await this.#options.read(into);
    const taken = chunk.subarray(0, into.length);
    into.set(taken);
    this.#bytes -= taken.length;
    if (taken.length < chunk.length) this.#chunks[0] = chunk.subarray(taken.length);
    else this.#chunks.shift();
    return taken.length;
  }

  async #run(): Promise<void> {
    try {
      while (this.#isWanted && !this.hasEnded) {
        const buffer = new Uint8Array(READ_BYTES);
        const count = await this.#options.read(buffer);
        this.hasEnded = count === null;
        if (count !== null) this.#keep(buffer.slice(0, count));
        this.#options.onRead();
      }
    } catch {
      this.#options.onError();
    }
    this.#running = undefined;
  }

  #keep(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#bytes += bytes.length;
  }
}
