import {
  COME_BACK_MS,
  GONE_AFTER_MS,
  MAX_MISSED_PRIVATE_BYTES,
  PING_AFTER_MS,
} from "../../protocol/mod.ts";
import type { ChatMessage } from "./events.ts";
import { FairBudget } from "./fair_budget.ts";

/** What a message counts for at least, in bytes: short ones take memory too. */
export const MIN_COUNTED_BYTES = 64;

/** Most bytes kept for all clients together. */
export const MAX_KEPT_BYTES = 67_108_864;

/** How long a dead connection may go unnoticed, in ms: silence, then a ping without an answer. */
const UNNOTICED_MS = PING_AFTER_MS + GONE_AFTER_MS;

/** How long a message is kept: until nobody who missed it can come back any more. */
export const KEEP_MS: number = UNNOTICED_MS + COME_BACK_MS;

const UTF8 = new TextEncoder();

/** A message that is kept. */
export interface Kept {
  /** The message. */
  readonly message: ChatMessage;
  /** The address or network that its sender is at. */
  readonly origin: string;
  /** What it counts for, in bytes. */
  readonly bytes: number;
  /** When it was sent, in ms of a clock that nobody sets. */
  readonly at: number;
  /** Where it is kept. */
  readonly mailbox: Mailbox;
}

/** What was said to one client alone, oldest first. */
export class Mailbox {
  /** The messages; made for the first one, as most clients never get any. */
  kept?: Set<Kept>;
  /** What they count for together, in bytes. */
  bytes = 0;
  /** Number of the newest message that was dropped. */
  forgotten = 0;
}

/**
 * Keeps private messages for clients that may come back without having received them: 256 KiB for
 * each client and 64 MiB in all, for three and a half minutes. When a bound is passed, the sending
 * origin that takes most loses its oldest message.
 */
export class Mailboxes {
  readonly #budget: FairBudget<Kept>;
  /** Everything that is kept, oldest first. */
  readonly #order = new Set<Kept>();

  /**
   * Begins with nothing kept.
   *
   * @param maxBytes Most bytes to keep in all.
   */
  constructor(maxBytes: number = MAX_KEPT_BYTES) {
    this.#budget = new FairBudget(maxBytes, (kept) => this.#drop(kept));
  }

  /**
   * Keeps a message.
   *
   * @param mailbox The receiver's.
   * @param origin The address or network that the sender is at.
   * @param at When it was sent, in ms of a clock that nobody sets.
   */
  put(mailbox: Mailbox, message: ChatMessage, origin: string, at: number): void {
    const bytes = Math.max(MIN_COUNTED_BYTES, UTF8.encode(message.text).length);
    const kept: Kept = { message, origin, bytes, at, mailbox };
    mailbox.kept ??= new Set();
    mailbox.kept.add(kept);
    mailbox.bytes += bytes;
    this.#order.add(kept);
    this.#budget.add(origin, kept, bytes);
    while (mailbox.bytes > MAX_MISSED_PRIVATE_BYTES) this.#drop(victimIn(mailbox.kept));
    this.expire(at);
  }

  /** The messages past a number, oldest first; those up to it are not needed any more. */
  after(mailbox: Mailbox, last: number): ChatMessage[] {
    for (const kept of mailbox.kept ?? []) {
      if (kept.message.seq > last) break;
      this.#forget(kept);
    }
    return Array.from(mailbox.kept ?? [], ({ message }) => message);
  }

  /** Forgets all that is in a mailbox. */
  empty(mailbox: Mailbox): void {
    for (const kept of mailbox.kept ?? []) this.#forget(kept);
  }

  /**
   * Drops what is too old to be asked for.
   *
   * @param at The time, in ms of a clock that nobody sets.
   */
  expire(at: number): void {
    for (const kept of this.#order) {
      if (kept.at + KEEP_MS > at) return;
      this.#drop(kept);
    }
  }

  #drop(kept: Kept): void {
    kept.mailbox.forgotten = Math.max(kept.mailbox.forgotten, kept.message.seq);
    this.#forget(kept);
  }

  #forget(kept: Kept): void {
    this.#budget.remove(kept.origin, kept);
    this.#order.delete(kept);
    kept.mailbox.kept!.delete(kept);
    kept.mailbox.bytes -= kept.bytes;
  }
}

/** The oldest message of the origin that takes most of a mailbox. */
function victimIn(mailbox: ReadonlySet<Kept>): Kept {
  const totals = new Map<string, number>();
  for (const { origin, bytes } of mailbox) totals.set(origin, (totals.get(origin) ?? 0) + bytes);
  const [[largest] = []] = Array.from(totals).sort(([, a], [, b]) => b - a);
  for (const kept of mailbox) if (kept.origin === largest) return kept;
  throw new RangeError("Cannot drop from an empty mailbox");
}
