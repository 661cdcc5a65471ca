import { MAX_MISSED_MESSAGES } from "../../protocol/mod.ts";
import type { ChatMessage, RoomEvent } from "../room/events.ts";
import { Fifo } from "../room/fifo.ts";
import type { PageQuery, PastPage } from "../room/past.ts";
import type { Journal, OnApplied } from "./journal.ts";
import { orderOf, PageBuilder } from "./page_builder.ts";
import { SearchTerms } from "./search_terms.ts";

/** Estimated size of a message beside its text, in bytes. */
const BESIDE_TEXT_BYTES = 100;

/** Options of {@linkcode MemoryJournal}. */
export interface MemoryJournalOptions {
  /** Names the room: a string that no other room has. */
  room: string;
  /**
   * Size of the messages that are always kept, in bytes: what may wait for one client.
   *
   * @default {1_048_576}
   */
  keepBytes?: number;
  /**
   * Maximum size of the kept messages in bytes, even if few messages are left.
   *
   * @default {16_777_216}
   */
  maxBytes?: number;
}

/** A message with its author. */
interface Said {
  readonly message: ChatMessage;
  readonly by: number;
  readonly bytes: number;
}

/** Journal in memory: applies an event in the same call, and forgets everything with the process. */
export class MemoryJournal implements Journal {
  /** Applies an event. */
  onApplied: OnApplied = () => {};
  /** Names the room, which begins with this journal. */
  readonly room: string;
  readonly #keepBytes: number;
  readonly #maxBytes: number;
  readonly #said = new Fifo<Said>();
  #bytes = 0;
  #seq = 0;
  /** The newest message that was dropped, and the newest that somebody else said: numbers. */
  #dropped: { seq: number; by?: number; others: number } = { seq: 0, others: 0 };

  /** Creates an empty journal. */
  constructor({ room, keepBytes = 1_048_576, maxBytes = 16_777_216 }: MemoryJournalOptions) {
    this.room = room;
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

  /** The messages after a number, without the reader's own, oldest first. */
  after(last: number, reader: number): ChatMessage[] {
    const messages: ChatMessage[] = [];
    for (const { message, by } of this.#said.reversed()) {
      if (message.seq <= last) break;
      if (by !== reader) messages.push(message);
    }
    return messages.reverse();
  }

  /** Number of the newest dropped message that is not the reader's own; 0 if there is none. */
  forgotten(reader: number): number {
    const { seq, by, others } = this.#dropped;
    return by === reader ? others : seq;
  }

  /** Reads a page. */
  page(query: PageQuery): PastPage {
    const order = orderOf(query);
    const messages = this.#within(query);
    if (order === "newest first") messages.reverse();
    return fill(new PageBuilder(query, order), messages);
  }

  /** Finds the newest messages that hold every word of a text. */
  find(text: string, query: PageQuery): Promise<PastPage> {
    const terms = new SearchTerms(text);
    const found = this.#within(query).filter((message) => terms.match(message.text)).reverse();
    return Promise.resolve(fill(new PageBuilder(query, "newest first"), found));
  }

  /** The messages that a query may have, oldest first. */
  #within({ before = Infinity, after = 0, since = 0 }: PageQuery): ChatMessage[] {
    return Array.from(this.#said, ({ message }) => message)
      .filter(({ seq, time }) => seq < before && seq > after && time >= since);
  }

  #keep({ from, text, time, author: by }: Extract<RoomEvent, { type: "said" }>): void {
    const message: ChatMessage = { type: "message", from, text, time, seq: this.#seq };
    const bytes = text.length + BESIDE_TEXT_BYTES;
    this.#said.push({ message, by, bytes });
    this.#bytes += bytes;
    while (this.#isTooMuch()) this.#drop();
  }

  #isTooMuch(): boolean {
    const count = this.#said.length;
    return this.#bytes > this.#maxBytes ||
      (count > MAX_MISSED_MESSAGES && this.#bytes > this.#keepBytes);
  }

  #drop(): void {
    const { message: { seq }, by, bytes } = this.#said.shift()!;
    const { by: before, others } = this.#dropped;
    this.#dropped = { seq, by, others: by === before ? others : this.#dropped.seq };
    this.#bytes -= bytes;
  }
}

function fill(builder: PageBuilder, messages: readonly ChatMessage[]): PastPage {
  for (const message of messages) if (!builder.add(message)) break;
  return builder.page;
}
