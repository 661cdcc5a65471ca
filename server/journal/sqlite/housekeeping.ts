import type { RoomStore } from "./room_store.ts";

/**
 * Messages taken into the index in one step: about 1 ms. Fewer are not worth it: a search reads what
 * the index does not have.
 */
const INDEXED_AT_ONCE = 100;

/** Messages deleted in one step. */
const PRUNED_AT_ONCE = 200;

/** Pages given back to the disk in one step. */
const FREED_AT_ONCE = 64;

/** Share of the file that may be free: it is used again as messages come. */
const FREE_SHARE = 0.05;

/** Bytes that may be free in any case. */
const FREE_BYTES = 1_048_576;

/** Messages that may wait to be indexed; past it, the index is extended in busy times too. */
const MAX_UNINDEXED = 20_000;

/** How long nothing must have been kept, in ms, for a time to be quiet. */
const QUIET_MS = 20;

/** How long to wait between two steps, and before the first, in ms. */
const PACE_MS = 5;

/** Steps after which the write-ahead log is moved into the file. */
const STEPS_A_CHECKPOINT = 256;

const DAY_MS = 86_400_000;

/** Options of {@linkcode Housekeeping}. */
export interface HousekeepingOptions {
  /** What to keep in order. */
  store: RoomStore;
  /** How long messages are kept, in days; 0 is forever. */
  days: number;
  /** Size that the file is kept below, in bytes. */
  maxBytes: number;
  /** The time, in ms since 1970 UTC. */
  now: () => number;
  /** The time of a monotonic clock, in ms. */
  clock: () => number;
  /** Does something after a time in ms; returns what calls it off. */
  after: (ms: number, run: () => void) => () => void;
  /** Takes what SQLite throws; no step is done then until the next {@linkcode Housekeeping.wake}. */
  onTrouble: (error: unknown) => void;
}

/**
 * Does what can wait, in steps of a few milliseconds, while nothing is being said: takes messages into
 * the index, deletes what is too old or too much, and gives the space back.
 */
export class Housekeeping {
  readonly #options: HousekeepingOptions;
  #cancel?: () => void;
  #busyAt = -Infinity;
  #unmoved = 0;
  /** How many messages were kept since something to do was looked for. */
  #fresh = 0;
  #closed = false;

  /** Takes a store; nothing is done before the first {@linkcode Housekeeping.wake}. */
  constructor(options: HousekeepingOptions) {
    this.#options = options;
  }

  /**
   * Notes that messages were kept just now. That something is to be done is looked for when they are
   * enough for a step; looking for each of them would take longer than keeping it.
   */
  kept(count: number): void {
    this.#busyAt = this.#options.clock();
    this.#unmoved++;
    this.#fresh += count;
    if (this.#fresh >= INDEXED_AT_ONCE) this.wake();
  }

  /** Looks for something to do, soon. */
  wake(): void {
    if (this.#closed) return;
    this.#schedule(PACE_MS);
  }

  /** Does nothing more. */
  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(ms: number): void {
    this.#cancel ??= this.#options.after(ms, () => this.#run());
  }

  #run(): void {
    this.#cancel = undefined;
    this.#fresh = 0;
    try {
      if (!this.#mayStep()) this.#schedule(QUIET_MS);
      else if (this.#step()) this.#schedule(PACE_MS);
    } catch (error) {
      this.#options.onTrouble(error);
    }
  }

  #mayStep(): boolean {
    const { store, clock } = this.#options;
    const isQuiet = clock() - this.#busyAt >= QUIET_MS;
    return isQuiet || store.unindexed > MAX_UNINDEXED;
  }

  /** Does one thing; tells whether there may be more to do. */
  #step(): boolean {
    const { store } = this.#options;
    this.#unmoved++;
    if (this.#isTooMuch()) store.prune(PRUNED_AT_ONCE);
    else if (this.#isTooOld()) store.prune(PRUNED_AT_ONCE, this.#oldestKept);
    else if (store.unindexed >= INDEXED_AT_ONCE) store.extendIndex(INDEXED_AT_ONCE);
    else if (this.#isTooFree()) store.shrink(FREED_AT_ONCE);
    else {
      this.#moveLog();
      return false;
    }
    return true;
  }

  /** The time before which messages are too old, in ms since 1970 UTC. */
  get #oldestKept(): number {
    const { days, now } = this.#options;
    return days > 0 ? now() - days * DAY_MS : -Infinity;
  }

  #isTooMuch(): boolean {
    const { store, maxBytes } = this.#options;
    return store.size.used > maxBytes && store.messages.first > 0;
  }

  #isTooOld(): boolean {
    const { messages } = this.#options.store;
    return messages.timeAtOrAfter(messages.first) < this.#oldestKept;
  }

  #isTooFree(): boolean {
    const { used, free } = this.#options.store.size;
    return free > Math.max(FREE_BYTES, used * FREE_SHARE);
  }

  #moveLog(): void {
    if (this.#unmoved < STEPS_A_CHECKPOINT) return;
    this.#options.store.checkpoint();
    this.#unmoved = 0;
  }
}
