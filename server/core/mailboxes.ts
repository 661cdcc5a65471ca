import {
  COME_BACK_MS,
  GONE_AFTER_MS,
  MAX_MISSED_PRIVATE_BYTES,
  PING_AFTER_MS,
} from "../../protocol/mod.ts";
import type { Message } from "./history.ts";

/** What a message counts for at least, in bytes: short ones take memory too. */
export const MIN_COUNTED_BYTES = 64;

/** Most bytes kept for all clients together; past it, the oldest message of all goes. */
export const MAX_KEPT_BYTES = 67_108_864;

/** How long a dead connection may go unnoticed, in ms: silence, then a ping without an answer. */
const UNNOTICED_MS = PING_AFTER_MS + GONE_AFTER_MS;

/** How long a message is kept: until nobody who missed it can come back any more. */
export const KEEP_MS: number = UNNOTICED_MS + COME_BACK_MS;

const UTF8 = new TextEncoder();

/** A message that is kept. */
export interface Kept {
  /** The message. */
  readonly message: Message;
  /** What it counts for. */
  readonly bytes: number;
  /** When it was sent, in ms. */
  readonly at: number;
}

/** What was said to one client alone, oldest first. */
export class Mailbox {
  /** The messages. */
  readonly kept: Kept[] = [];
  /** What they count for together, in bytes. */
  bytes = 0;
  /** Number of the newest message that was dropped. */
  forgotten = 0;
}

/**
 * Keeps private messages, for clients that may come back without having received them: of each
 * client the newest 256 KiB, for three and a half minutes.
 */
export class Mailboxes {
  /** Whose mailbox each message is in, by number: the oldest of all comes first. */
  readonly #order = new Map<number, Mailbox>();
  readonly #now: () => number;
  readonly #maxBytes: number;
  #bytes = 0;

  /**
   * Begins with nothing kept.
   *
   * @param now The time, in ms.
   * @param maxBytes Most bytes to keep in all.
   */
  constructor(now: () => number, maxBytes: number = MAX_KEPT_BYTES) {
    this.#now = now;
    this.#maxBytes = maxBytes;
  }

  /** Keeps a message, in place of older ones if need be. */
  put(mailbox: Mailbox, message: Message): void {
    const bytes = Math.max(MIN_COUNTED_BYTES, UTF8.encode(message.text).length);
    const at = this.#now();
    mailbox.kept.push({ message, bytes, at });
    this.#order.set(message.seq, mailbox);
    this.#count(mailbox, bytes);
    while (mailbox.bytes > MAX_MISSED_PRIVATE_BYTES) this.#drop(mailbox);
    while (this.#bytes > this.#maxBytes) this.#drop(this.#oldest()!);
    this.tidy();
  }

  /** The messages past a number, oldest first; those up to it are not needed any more. */
  after(mailbox: Mailbox, last: number): Message[] {
    this.tidy();
    while (mailbox.kept.length > 0 && mailbox.kept[0]!.message.seq <= last) this.#drop(mailbox);
    return mailbox.kept.map(({ message }) => message);
  }

  /** Forgets all that is in a mailbox. */
  empty(mailbox: Mailbox): void {
    for (const { message } of mailbox.kept) this.#order.delete(message.seq);
    this.#count(mailbox, -mailbox.bytes);
    mailbox.kept.length = 0;
  }

  /** Forgets what is too old to be asked for. */
  tidy(): void {
    const now = this.#now();
    for (let box = this.#oldest(); box && box.kept[0]!.at + KEEP_MS <= now; box = this.#oldest()) {
      this.#drop(box);
    }
  }

  #oldest(): Mailbox | undefined {
    for (const mailbox of this.#order.values()) return mailbox;
  }

  /** Drops the oldest message of a mailbox. */
  #drop(mailbox: Mailbox): void {
    const { message, bytes } = mailbox.kept.shift()!;
    mailbox.forgotten = message.seq;
    this.#order.delete(message.seq);
    this.#count(mailbox, -bytes);
  }

  #count(mailbox: Mailbox, bytes: number): void {
    mailbox.bytes += bytes;
    this.#bytes += bytes;
  }
}
