import { printable, toJson } from "../../protocol/mod.ts";
import { describe, type LogEvent } from "./log.ts";

/** Most bytes of log that may wait to be written; more are dropped, and counted. */
const MAX_WAITING_BYTES = 1_048_576;

/**
 * How much to write at once, in bytes, but one line at least. When a disk is full, the runtime may
 * take a piece and report an error all the same: what is written again then should be little.
 */
const PIECE_BYTES = 1_024;

/** How long the last lines may take to leave, in ms. */
const LAST_LINES_MS = 1_000;

/** How long to wait before writing is tried again, in ms: the disk may be full. */
const RETRY_MS = 1_000;

/** What is logged even when little else is. */
const NOT_QUIET: ReadonlySet<LogEvent["type"]> = new Set(
  [
    "listening",
    "metrics",
    "limited",
    "damaged",
    "not-keeping",
    "cut-off",
    "keeping",
    "not-accepting",
    "fault",
  ],
);

/** How a line of the log looks. */
export type LogFormat = "text" | "json";

/** Options of {@linkcode LogWriter}. */
export interface LogWriterOptions {
  /** Lines for people, with the date before the first one of each day; or one JSON object each. */
  format: LogFormat;
  /** Whether to leave out all but where the server listens and what goes wrong. */
  quiet: boolean;
  /** Writes some of the bytes; resolves to how many. */
  write: (bytes: Uint8Array) => Promise<number>;
  /** The time. */
  now: () => Date;
  /**
   * How long to wait before a write that failed is tried again, in ms.
   *
   * @default {1_000}
   */
  retryMs?: number;
}

/**
 * Writes the log and never waits for whoever reads it: a terminal that was paused, or a pipe nobody
 * empties, must not stop the chat. What cannot be written, as the disk is full, is tried again; what
 * does not fit into the bound meanwhile is dropped by whole lines, and the log says how many.
 */
export class LogWriter {
  readonly #options: LogWriterOptions;
  #lines: Uint8Array<ArrayBuffer>[] = [];
  /** The first of them that is not written. */
  #next = 0;
  /** What is being written: what is left of it after a failure begins where the last write ended. */
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #bytes = 0;
  #dropped = 0;
  #day?: string;
  #running?: Promise<void>;
  #retry?: { readonly again: () => void; readonly timer: ReturnType<typeof setTimeout> };
  #isEnding = false;

  /** Makes an empty log. */
  constructor(options: LogWriterOptions) {
    this.#options = options;
  }

  /** Logs an event. */
  log(event: LogEvent): void {
    const { quiet } = this.#options;
    if (quiet && !NOT_QUIET.has(event.type)) return;
    if (this.#bytes > MAX_WAITING_BYTES) {
      this.#dropped++;
      return;
    }
    this.#tellDropped();
    this.#add(event);
  }

  /** Resolves once all is written, or it is clear that it will not be. */
  async flush(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, LAST_LINES_MS);
    this.#isEnding = true;
    this.#tryNow();
    await Promise.race([this.#running, promise]);
    this.#isEnding = false;
    clearTimeout(timer);
  }

  #tellDropped(): void {
    const lines = this.#dropped;
    this.#dropped = 0;
    if (lines > 0) this.#add({ type: "dropped", lines });
  }

  #add(event: LogEvent): void {
    const line = new TextEncoder().encode(this.#format(event));
    this.#lines.push(line);
    this.#bytes += line.length;
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    await null; // What is logged in one go leaves in one write.
    while (this.#bytes > 0) {
      if (this.#rest.length === 0) this.#rest = this.#nextPiece();
      try {
        const count = await this.#options.write(this.#rest);
        this.#rest = this.#rest.subarray(count);
        this.#bytes -= count;
        if (this.#bytes === 0) this.#tellDropped();
      } catch {
        if (this.#isEnding) break;
        await this.#pause();
      }
    }
    // Here and not by whoever waits for it: what is logged in between would wait for the next event.
    this.#running = undefined;
  }

  #nextPiece(): Uint8Array<ArrayBuffer> {
    const first = this.#next;
    let bytes = 0;
    do bytes += this.#lines[this.#next++]!.length; while (
      this.#next < this.#lines.length && bytes + this.#lines[this.#next]!.length <= PIECE_BYTES
    );
    const piece = joined(this.#lines.slice(first, this.#next));
    if (2 * this.#next < this.#lines.length) return piece;
    this.#lines = this.#lines.slice(this.#next);
    this.#next = 0;
    return piece;
  }

  #pause(): Promise<void> {
    return new Promise((again) => {
      const timer = setTimeout(() => this.#tryNow(), this.#options.retryMs ?? RETRY_MS);
      this.#retry = { again, timer };
    });
  }

  #tryNow(): void {
    clearTimeout(this.#retry?.timer);
    this.#retry?.again();
    this.#retry = undefined;
  }

  #format(event: LogEvent): string {
    const now = this.#options.now();
    if (this.#options.format === "json") return `${toJson({ time: now, ...event })}\n`;
    const line = `${now.toTimeString().slice(0, 8)} ${printable(describe(event))}\n`;
    const day = dateOf(now);
    if (day === this.#day) return line;
    this.#day = day;
    return `${day}\n${line}`;
  }
}

/** The date where the server is, as `2026-11-21`. */
function dateOf(time: Date): string {
  const digits = (number: number) => `${number}`.padStart(2, "0");
  return `${time.getFullYear()}-${digits(time.getMonth() + 1)}-${digits(time.getDate())}`;
}

function joined(lines: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(lines.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const line of lines) {
    all.set(line, at);
    at += line.length;
  }
  return all;
}
