import { Turns } from "../../protocol/mod.ts";

/** How long others wait, in ms, before a slow download gives up its turn. */
const PATIENCE_MS = 60_000;

/** Bytes a second below which a download is slow: an hour for a video of 60 MB. */
const SLOW_BYTES_PER_S = 16_384;

/** Options of {@linkcode DownloadTurns}. */
export interface DownloadTurnsOptions {
  /** How many downloads each holder may have at once, 1 or more. */
  readonly limit: number;
  /** The time, in ms, by a monotonic clock; only differences matter. */
  readonly now: () => number;
}

/** What {@linkcode DownloadTurns.take} needs to know of a download. */
export interface TurnRequest {
  /** Tells how many bytes of the file the client has taken so far. */
  readonly taken: () => number;
  /** Ends the waiting, once the client is gone. */
  readonly signal?: AbortSignal;
}

interface Running {
  readonly key: string | number;
  readonly turn: Disposable;
  readonly taken: () => number;
  /** When the window that is measured began, and how many bytes were taken then. */
  since: number;
  takenThen: number;
}

/**
 * Limits how many downloads each holder has at once. While others of the same holder wait, a download
 * that takes less than 16 KiB/s over a minute gives up its turn: it goes on, and the next one begins.
 */
export class DownloadTurns {
  readonly #now: () => number;
  readonly #turns: Turns;
  readonly #running = new Set<Running>();

  /** Creates a counter without waiters. */
  constructor({ limit, now }: DownloadTurnsOptions) {
    this.#turns = new Turns(limit);
    this.#now = now;
  }

  /**
   * Waits for a turn.
   *
   * @param key Whose turn it is; see {@linkcode Holder.key}.
   * @returns The turn, which is over when you dispose of it.
   * @throws The signal's reason, if it is aborted before the turn begins.
   */
  async take(key: string | number, { taken, signal }: TurnRequest): Promise<Disposable> {
    const turn = await this.#turns.take(key, signal);
    const running = { key, turn, taken, since: this.#now(), takenThen: taken() };
    this.#running.add(running);
    return { [Symbol.dispose]: () => this.#end(running) };
  }

  /** Whether a holder may begin a download without waiting. */
  hasFree(key: string | number): boolean {
    return this.#turns.hasFree(key);
  }

  /** Ends the turns of downloads that are too slow. Call it about once a second. */
  check(): void {
    const now = this.#now();
    for (const running of this.#running) {
      if (!this.#turns.isWanted(running.key)) restart(running, now);
      else if (now - running.since >= PATIENCE_MS) this.#judge(running, now);
    }
  }

  #judge(running: Running, now: number): void {
    const taken = running.taken() - running.takenThen;
    if (taken * 1_000 < SLOW_BYTES_PER_S * (now - running.since)) this.#end(running);
    else restart(running, now);
  }

  #end(running: Running): void {
    this.#running.delete(running);
    running.turn[Symbol.dispose]();
  }
}

function restart(running: Running, now: number): void {
  running.since = now;
  running.takenThen = running.taken();
}
