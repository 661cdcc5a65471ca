import {
  COME_BACK_MS,
  GONE_AFTER_MS,
  MAX_MISSED_PRIVATE_BYTES,
  PING_AFTER_MS,
} from "../../protocol/mod.ts";
import type { ChatMessage } from "./events.ts";
import { FairBudget } from "./fair_budget.ts";

/** Minimum size that a message counts for, in bytes: short ones use memory too. */
export const MIN_COUNTED_BYTES = 64;

/** Maximum number of bytes kept for all clients together. */
export const MAX_KEPT_BYTES = 67_108_864;

/** How long a dead connection can go unnoticed, in ms: silence, then a ping without an answer. */
const UNNOTICED_MS = PING_AFTER_MS + GONE_AFTER_MS;

/** How long a message is kept, in ms: until no client that missed it can come back. */
export const KEEP_MS: number = UNNOTICED_MS + COME_BACK_MS;

const UTF8 = new TextEncoder();

/** A message that is kept. */
export interface Kept {
  /** The message. */
  readonly message: ChatMessage;
  /** The address or network of its sender. */
  readonly origin: string;
  /** Its size in bytes, for the limits. */
  readonly bytes: number;
  /** When it was sent, in ms of a clock that nobody sets. */
  readonly at: number;
  /** The mailbox that it is in. */
  readonly mailbox: Mailbox;
}

/** The private messages to one client, oldest first. */
export class Mailbox {
  /** The messages. Created with the first one, because most clients never get any. */
  kept?: Set<Kept>;
  /** Their total size in bytes, for the limit. */
  bytes = 0;
  /** Number of the newest message that was dropped. */
  forgotten = 0;
}

/**
 * Keeps private messages for clients that may come back without having received them: 256 KiB for
 * each client and 64 MiB in all, for three and a half minutes. When a limit is exceeded, the
 * sending origin that uses most loses its oldest message.
 */
export class Mailboxes {
  readonly #budget: FairBudget<Kept>;
  /** Everything that is kept, oldest first. */
  readonly #order = new Set<Kept>();

  /**
   * Creates mailboxes without messages.
   *
   * @param maxBytes Maximum total size in bytes.
   */
  constructor(maxBytes: number = MAX_KEPT_BYTES) {
    this.#budget = new FairBudget(maxBytes, (kept) => this.#drop(kept));
  }

  /**
   * Keeps a message.
   *
   * @param mailbox The receiver's.
   * @param origin The address or network of the sender.
   * @param at When it was sent, by a monotonic clock in ms.
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

  /** Returns the messages after a number, oldest first. Those up to it are no longer needed. */
  after(mailbox: Mailbox, last: number): ChatMessage[] {
    for (const kept of mailbox.kept ?? []) {
      if (kept.message.seq > last) break;
      this.#forget(kept);
    }
    return Array.from(mailbox.kept ?? [], ({ message }) => message);
  }

  /** Empties a mailbox. */
  empty(mailbox: Mailbox): void {
    for (const kept of mailbox.kept ?? []) this.#forget(kept);
  }

  /**
   * Drops the messages that nobody can ask for any more.
   *
   * @param at The time, by a monotonic clock in ms.
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

/** The oldest message of the origin that uses most of a mailbox. */
function victimIn(mailbox: ReadonlySet<Kept>): Kept {
  const totals = new Map<string, number>();
  for (const { origin, bytes } of mailbox) totals.set(origin, (totals.get(origin) ?? 0) + bytes);
  const [[largest] = []] = Array.from(totals).sort(([, a], [, b]) => b - a);
  for (const kept of mailbox) if (kept.origin === largest) return kept;
  throw new RangeError("Cannot drop from an empty mailbox");
}
