import {
  COME_BACK_MS,
  GONE_AFTER_MS,
  MAX_MISSED_PRIVATE_BYTES,
  PING_AFTER_MS,
} from "../../protocol/mod.ts";
import type { ChatMessage } from "./events.ts";
import { FairBudget, type Holding } from "./fair_budget.ts";
import { Fifo } from "./fifo.ts";

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
  /** When it was sent, in ms of a monotonic clock. */
  readonly at: number;
  /** Where it is kept. */
  readonly mailbox: Mailbox;
  /** What it takes of the mailbox, and of what all mailboxes share; set once it is counted. */
  holdings: readonly Holding<Kept>[];
  /** Whether it is still kept. */
  isKept: boolean;
}

/** What was said to one client alone, oldest first. */
export class Mailbox {
  /** The messages; those no longer kept stay until they are in front. Made for the first one. */
  messages?: Fifo<Kept>;
  /** Shares the bound of this mailbox among those who send to it. */
  budget?: FairBudget<Kept>;
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
  /** Everything that is kept, oldest first; those no longer kept stay until they are in front. */
  readonly #order = new Fifo<Kept>();
  #count = 0;

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
   * @param at When it was sent, in ms of a monotonic clock.
   */
  put(mailbox: Mailbox, message: ChatMessage, origin: string, at: number): void {
    const bytes = Math.max(MIN_COUNTED_BYTES, UTF8.encode(message.text).length);
    const kept: Kept = { message, at, mailbox, holdings: [], isKept: true };
    const messages = mailbox.messages ??= new Fifo();
    mailbox.budget ??= new FairBudget(MAX_MISSED_PRIVATE_BYTES, (dropped) => this.#drop(dropped));
    messages.push(kept);
    this.#order.push(kept);
    this.#count++;
    kept.holdings = [
      this.#budget.add(origin, kept, bytes),
      mailbox.budget.add(origin, kept, bytes),
    ];
    this.expire(at);
  }

  /** The messages past a number, oldest first; those up to it are not needed any more. */
  after(mailbox: Mailbox, last: number): ChatMessage[] {
    const messages: ChatMessage[] = [];
    for (const kept of mailbox.messages ?? []) {
      if (kept.isKept && kept.message.seq <= last) this.#forget(kept);
      if (kept.isKept) messages.push(kept.message);
    }
    mailbox.messages?.filter(({ isKept }) => isKept);
    return messages;
  }

  /** Forgets all that is in a mailbox. */
  empty(mailbox: Mailbox): void {
    this.after(mailbox, Infinity);
  }

  /**
   * Drops what is too old to be asked for.
   *
   * @param at The time, in ms of a monotonic clock.
   */
  expire(at: number): void {
    for (let kept = this.#order.first; kept; kept = this.#order.first) {
      if (kept.isKept && kept.at + KEEP_MS > at) return;
      this.#order.shift();
      if (kept.isKept) this.#drop(kept);
    }
  }

  #drop(kept: Kept): void {
    const { mailbox, message } = kept;
    mailbox.forgotten = Math.max(mailbox.forgotten, message.seq);
    this.#forget(kept);
    while (mailbox.messages!.first?.isKept === false) mailbox.messages!.shift();
  }

  #forget(kept: Kept): void {
    kept.isKept = false;
    this.#count--;
    if (this.#order.length > 2 * this.#count + 1_024) this.#order.filter(({ isKept }) => isKept);
    const [inAll, inMailbox] = kept.holdings;
    if (inAll) this.#budget.release(inAll);
    if (inMailbox) kept.mailbox.budget!.release(inMailbox);
  }
}
