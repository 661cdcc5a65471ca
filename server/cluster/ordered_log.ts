import { pauseFor } from "./within.ts";

/** How many missing entries are asked for at a time. */
const READ_AT_ONCE = 256;

/** How long to wait before trying again what failed, in ms. */
const RETRY_MS = 250;

/** Options of {@linkcode OrderedLog}. */
export interface OrderedLogOptions {
  /** Reads one entry; nothing if the log does not have it any more. */
  readonly read: (seq: number) => Promise<Uint8Array | undefined>;
  /** Takes the entries, one after the other. */
  readonly onEntry: (seq: number, bytes: Uint8Array) => void;
  /** Told that entries are gone which should have come next: there is no going on. */
  readonly onLost: () => void;
}

/**
 * Brings the entries of a log in order. They arrive as they are written, but some may be missing,
 * which are then read.
 */
export class OrderedLog {
  readonly #options: OrderedLogOptions;
  /** Entries that came before their turn. */
  readonly #ahead = new Map<number, Uint8Array>();
  /** Number of the next entry; 0 while it does not run. */
  #next = 0;
  /** Number of the last entry that there is, as far as is known. */
  #last = 0;
  #reading = false;
  /** Counts the starts: what was read for an earlier one is of no use. */
  #starts = 0;
  #isClosed = false;

  /** Makes one that only collects what arrives, until it is started. */
  constructor(options: OrderedLogOptions) {
    this.#options = options;
  }

  /** Number of the last entry that was brought, or came before the first one. */
  get done(): number {
    return this.#next - 1;
  }

  /** How many entries are known to be there that were not brought yet. */
  get lag(): number {
    return this.#next === 0 ? 0 : Math.max(0, this.#last - this.done);
  }

  /** Begins to bring entries, unless it has ended. */
  start(next: number): void {
    if (this.#isClosed) return;
    this.#next = next;
    this.#starts++;
    for (const seq of this.#ahead.keys()) if (seq < next) this.#ahead.delete(seq);
    this.#bring();
    this.#fill();
  }

  /** Brings nothing more until it is started again; what arrives is collected. */
  stop(): void {
    this.#next = 0;
    this.#ahead.clear();
  }

  /** Ends it. */
  close(): void {
    this.#isClosed = true;
    this.stop();
  }

  /** Takes an entry that has arrived. */
  take(seq: number, bytes: Uint8Array): void {
    if (this.#isClosed) return;
    this.#last = Math.max(this.#last, seq);
    if (seq === this.#next && this.#ahead.size === 0) return this.#deliver(seq, bytes);
    if (seq < this.#next) return;
    this.#ahead.set(seq, bytes);
    this.#bring();
    this.#fill();
  }

  /** Notes that there is an entry with this number: it is read if it does not arrive. */
  expect(seq: number): void {
    this.#last = Math.max(this.#last, seq);
    this.#fill();
  }

  #deliver(seq: number, bytes: Uint8Array): void {
    this.#next = seq + 1;
    this.#options.onEntry(seq, bytes);
  }

  #bring(): void {
    while (this.#next > 0) {
      const bytes = this.#ahead.get(this.#next);
      if (!bytes) return;
      this.#ahead.delete(this.#next);
      this.#deliver(this.#next, bytes);
    }
  }

  async #fill(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    while (this.#next > 0 && this.#next <= this.#last) await this.#readSome();
    this.#reading = false;
  }

  async #readSome(): Promise<void> {
    const starts = this.#starts;
    const end = Math.min(this.#last, this.#next + READ_AT_ONCE - 1);
    const missing: number[] = [];
    for (let seq = this.#next; seq <= end; seq++) if (!this.#ahead.has(seq)) missing.push(seq);
    try {
      const read = await Promise.all(missing.map((seq) => this.#options.read(seq)));
      if (starts !== this.#starts || this.#next === 0) return;
      missing.forEach((seq, i) => read[i] && seq >= this.#next && this.#ahead.set(seq, read[i]));
      const isGone = missing.some((seq, i) => !read[i] && seq >= this.#next);
      this.#bring();
      if (isGone) {
        this.stop();
        this.#options.onLost();
      }
    } catch {
      if (!this.#isClosed) await pauseFor(RETRY_MS);
    }
  }
}
