import { OutboundQueue, printable, toJson, writeAll } from "../../protocol/mod.ts";
import { describe, type LogEvent } from "./log.ts";

/** Most bytes of log that may wait to be written; more are dropped, and counted. */
const MAX_WAITING_BYTES = 1_048_576;

/** How long the last lines may take to leave, in ms. */
const LAST_LINES_MS = 1_000;

/** What is logged even when little else is. */
const NOT_QUIET: ReadonlySet<LogEvent["type"]> = new Set(
  ["listening", "metrics", "limited", "not-accepting", "fault"],
);

/** How a line of the log looks. */
export type LogFormat = "text" | "json";

/** Options of {@linkcode LogWriter}. */
export interface LogWriterOptions {
  /** Lines for people, or one JSON object each. */
  format: LogFormat;
  /** Whether to leave out all but where the server listens and what goes wrong. */
  quiet: boolean;
  /** Writes some of the bytes; resolves to how many. */
  write: (bytes: Uint8Array) => Promise<number>;
  /** The time. */
  now: () => Date;
}

/**
 * Writes the log and never waits for whoever reads it: a terminal that was paused, or a pipe nobody
 * empties, must not stop the chat.
 */
export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #queue: OutboundQueue;
  #dropped = 0;

  /** Makes an empty log. */
  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.#queue = new OutboundQueue({
      write: (bytes) => writeAll(options, bytes),
      maxBytes: Infinity,
      onOverflow: () => {},
      onError: () => {}, // Nobody reads it any more.
    });
  }

  /** Logs an event. */
  log(event: LogEvent): void {
    const { quiet } = this.#options;
    if (quiet && !NOT_QUIET.has(event.type)) return;
    if (this.#queue.bytes > MAX_WAITING_BYTES) {
      this.#dropped++;
      return;
    }
    if (this.#dropped > 0) this.#write({ type: "dropped", lines: this.#dropped });
    this.#dropped = 0;
    this.#write(event);
  }

  /** Resolves once all is written, or it is clear that it will not be. */
  async flush(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, LAST_LINES_MS);
    await Promise.race([this.#queue.drained(), promise]);
    clearTimeout(timer);
  }

  #write(event: LogEvent): void {
    this.#queue.push(new TextEncoder().encode(`${this.#format(event)}\n`));
  }

  #format(event: LogEvent): string {
    const now = this.#options.now();
    if (this.#options.format === "json") return toJson({ time: now, ...event });
    return `${now.toTimeString().slice(0, 8)} ${printable(describe(event))}`;
  }
}
