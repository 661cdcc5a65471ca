import { Turns } from "../../protocol/mod.ts";
import { serverBusy } from "./disk_errors.ts";

/**
 * How many calls run at once. Deno has 32 threads for calls that may block, so that some are left
 * when a disk does not answer.
 */
const CALLS_AT_ONCE = 8;

/** How long a call may take, in ms. */
const DEADLINE_MS = 5_000;

/** Options of {@linkcode DiskQueue}. */
export interface DiskQueueOptions {
  /**
   * How long a call may take, in ms, the time it waits for its turn included.
   *
   * @default {5_000}
   */
  readonly deadlineMs?: number;
}

/** Runs calls to a disk: at most eight at once, each with a deadline. */
export class DiskQueue {
  readonly #turns = new Turns(CALLS_AT_ONCE);
  readonly #deadlineMs: number;

  /** Creates an empty queue. */
  constructor({ deadlineMs = DEADLINE_MS }: DiskQueueOptions = {}) {
    this.#deadlineMs = deadlineMs;
  }

  /**
   * Runs a call. One that is late goes on, as nothing ends it, and keeps its place.
   *
   * @param call What to do.
   * @param discard Takes a result that came too late.
   * @throws {ProtocolError} `server-busy` if there is no result in time, else what the call throws.
   */
  async run<T>(call: () => Promise<T>, discard: (result: T) => void = () => {}): Promise<T> {
    const late = new AbortController();
    const deadline = setTimeout(
      () => late.abort(serverBusy("The disk does not answer")),
      this.#deadlineMs,
    );
    try {
      const turn = await this.#turns.take("", late.signal);
      const result = call().finally(() => turn[Symbol.dispose]());
      return await orAborted(result, late.signal, discard);
    } finally {
      clearTimeout(deadline);
    }
  }
}

/** What a promise resolves to, unless a signal is aborted before. */
function orAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  discard: (result: T) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    promise.then((result) => signal.aborted ? discard(result) : resolve(result), reject);
  });
}
