import type { KeptMessage } from "./message_table.ts";
import type { RoomStore } from "./room_store.ts";
import { isDamage, reasonOf } from "./store_trouble.ts";

/** Most messages that wait for a disk which does not take them. */
export const MAX_WAITING_MESSAGES = 10_000;

/** Most characters that wait, however few messages that is. */
const MAX_WAITING_CHARS = 8_388_608;

/** How long to wait before a disk is tried again, in ms. */
const RETRY_MS = 1_000;

/** What becomes of the keeping, for the log. */
export type KeepingChange =
  /** Messages are not kept any more, for some reason; they wait, as far as there is room. */
  | { readonly type: "not-keeping"; readonly reason: string }
  /** They are kept again; so many were lost meanwhile. */
  | { readonly type: "keeping"; readonly lost: number };

/** Options of {@linkcode Keeper}. */
export interface KeeperOptions {
  /** Where messages are kept. */
  store: RoomStore;
  /** The time, in ms; only differences matter. */
  now: () => number;
  /** Told when messages cannot be kept any more, and when they can again. */
  onChange: (change: KeepingChange) => void;
}

/**
 * Keeps the messages of a tick in one transaction. While the disk does not take them, they wait: the
 * room goes on.
 */
export class Keeper {
  readonly #options: KeeperOptions;
  #waiting: KeptMessage[] = [];
  #chars = 0;
  #seq: number;
  #keptSeq: number;
  #lost = 0;
  /** Why nothing is kept, and when that is tried again. */
  #trouble?: { readonly reason: string; readonly again: number };

  /** Takes a store, and goes on with its numbers. */
  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#seq = this.#keptSeq = options.store.seq;
  }

  /** Number of the newest message, public or private. */
  get seq(): number {
    return this.#seq;
  }

  /** The messages that are not in the store yet, the oldest first. */
  get waiting(): readonly KeptMessage[] {
    return this.#waiting;
  }

  /** Why nothing is kept, if that is so. */
  get trouble(): string | undefined {
    return this.#trouble?.reason;
  }

  /** Gives the next number to a message, public or private. */
  number(): number {
    return ++this.#seq;
  }

  /** Takes a message, with its number, to be kept by the next {@linkcode Keeper.commit}. */
  add(message: KeptMessage): void {
    this.#waiting.push(message);
    this.#chars += message.text.length;
    if (this.#trouble) this.#dropOldest();
  }

  /**
   * Keeps what waits.
   *
   * @returns How many messages were kept.
   */
  commit(): number {
    if (!this.#trouble && this.#seq === this.#keptSeq) return 0;
    if (this.#trouble && this.#options.now() < this.#trouble.again) return 0;
    const count = this.#waiting.length;
    try {
      this.#options.store.append(this.#waiting, this.#seq);
    } catch (error) {
      this.fail(error);
      return 0;
    }
    this.#keptSeq = this.#seq;
    this.#waiting = [];
    this.#chars = 0;
    this.#recover();
    return count;
  }

  /** Notes that the store has failed. A damaged file is not tried again. */
  fail(error: unknown): void {
    this.suspend(reasonOf(error), isDamage(error) ? Infinity : this.#options.now() + RETRY_MS);
  }

  /**
   * Keeps nothing for now.
   *
   * @param reason Why not, for the log.
   * @param again When to try again; without it, {@linkcode Keeper.resume} says so.
   */
  suspend(reason: string, again = Infinity): void {
    const isNew = this.#trouble?.reason !== reason;
    this.#trouble = { reason, again };
    if (isNew) this.#options.onChange({ type: "not-keeping", reason });
    this.#dropOldest();
  }

  /** Lets the next {@linkcode Keeper.commit} try again, if nothing is kept for this reason. */
  resume(reason: string): void {
    if (this.#trouble?.reason === reason) this.#trouble = { reason, again: -Infinity };
  }

  #recover(): void {
    if (!this.#trouble) return;
    this.#trouble = undefined;
    this.#options.onChange({ type: "keeping", lost: this.#lost });
    this.#lost = 0;
  }

  #dropOldest(): void {
    let drop = 0;
    while (
      this.#waiting.length - drop > MAX_WAITING_MESSAGES || this.#chars > MAX_WAITING_CHARS
    ) this.#chars -= this.#waiting[drop++]!.text.length;
    this.#waiting.splice(0, drop);
    this.#lost += drop;
  }
}
