import { MAX_MISSED_MESSAGES } from "../../protocol/mod.ts";
import type { ChatMessage, MemberId, RoomEvent } from "../room/events.ts";
import type { Journal, OnApplied } from "./journal.ts";

/** What a message takes beside its text, in bytes: an estimate. */
const BESIDE_TEXT_BYTES = 100;

/** Options of {@linkcode MemoryJournal}. */
export interface MemoryJournalOptions {
  /**
   * Bytes of messages that are kept however many messages that is: what may wait for one client.
   *
   * @default {1_048_576}
   */
  keepBytes?: number;
  /**
   * Most bytes that are kept, however few messages that leaves.
   *
   * @default {16_777_216}
   */
  maxBytes?: number;
}

/** A message with the client that said it. */
interface Said {
  readonly message: ChatMessage;
  readonly by: MemberId;
  readonly bytes: number;
}

/** Journal in memory: applies an event in the same call, and forgets everything with the process. */
export class MemoryJournal implements Journal {
  /** Applies an event. */
  onApplied: OnApplied = () => {};
  readonly #keepBytes: number;
  readonly #maxBytes: number;
  #said: Said[] = [];
  /** Where in the array the oldest message is: dropping one must not move all others. */
  #first = 0;
  #bytes = 0;
  #seq = 0;
  /** The newest message that was dropped, and the newest that somebody else said: numbers. */
  #dropped: { seq: number; by?: MemberId; others: number } = { seq: 0, others: 0 };

  /** Makes an empty journal. */
  constructor({ keepBytes = 1_048_576, maxBytes = 16_777_216 }: MemoryJournalOptions = {}) {
    this.#keepBytes = keepBytes;
    this.#maxBytes = maxBytes;
  }

  /** Number of the newest message; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /** Numbers an event and applies it. */
  propose(event: RoomEvent): undefined {
    if (event.type === "said" || event.type === "told") this.#seq++;
    this.onApplied(this.#seq, event);
    if (event.type === "said") this.#keep(event);
  }

  /** The messages past a number that a client did not say itself, oldest first. */
  after(last: number, reader: MemberId): ChatMessage[] {
    const messages: ChatMessage[] = [];
    for (let at = this.#said.length - 1; at >= this.#first; at--) {
      const { message, by } = this.#said[at]!;
      if (message.seq <= last) break;
      if (by !== reader) messages.push(message);
    }
    return messages.reverse();
  }

  /** Number of the newest dropped message that a client did not say itself; 0 if there is none. */
  forgotten(reader: MemberId): number {
    const { seq, by, others } = this.#dropped;
    return by === reader ? others : seq;
  }

  #keep({ from, text, time, member: by }: Extract<RoomEvent, { type: "said" }>): void {
    const message: ChatMessage = { type: "message", from, text, time, seq: this.#seq };
    const bytes = text.length + BESIDE_TEXT_BYTES;
    this.#said.push({ message, by, bytes });
    this.#bytes += bytes;
    while (this.#isTooMuch()) this.#drop();
  }

  #isTooMuch(): boolean {
    const count = this.#said.length - this.#first;
    return this.#bytes > this.#maxBytes ||
      (count > MAX_MISSED_MESSAGES && this.#bytes > this.#keepBytes);
  }

  #drop(): void {
    const { message: { seq }, by, bytes } = this.#said[this.#first]!;
    const { by: before, others } = this.#dropped;
    this.#dropped = { seq, by, others: by === before ? others : this.#dropped.seq };
    this.#bytes -= bytes;
    this.#first++;
    if (2 * this.#first < this.#said.length) return;
    this.#said = this.#said.slice(this.#first);
    this.#first = 0;
  }
}
