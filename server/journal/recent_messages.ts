import { MAX_MISSED_MESSAGES } from "../../protocol/mod.ts";
import type { ChatMessage, RoomEventOf } from "../room/events.ts";
import { Fifo } from "../room/fifo.ts";
import type { PageQuery, PastPage } from "../room/past.ts";
import type { SearchablePast } from "./journal.ts";
import { orderOf, PageBuilder } from "./page_builder.ts";
import { SearchTerms } from "./search_terms.ts";

/** Estimated size of a message beside its text, in bytes. */
const BESIDE_TEXT_BYTES = 100;

/** Options of {@linkcode RecentMessages}; the last 200 are kept in any case. */
export interface RecentMessagesOptions {
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

/** A message to everyone with its author. */
export interface SaidMessage {
  /** The message. */
  readonly message: ChatMessage;
  /** Who said it, as `authorOf` names the client. */
  readonly by: number;
}

/** Where the messages begin that are kept, as plain data. */
export interface Dropped {
  /** Number of the newest message that was dropped; 0 if there is none. */
  readonly seq: number;
  /** Who said it. */
  readonly by?: number;
  /** Number of the newest dropped one that somebody else said. */
  readonly others: number;
}

/** The latest messages to everyone, in memory. */
export class RecentMessages implements SearchablePast {
  /** Names the room. */
  readonly room: string;
  /** Number of the newest message, or of a later event; whoever numbers them sets it. */
  seq = 0;
  readonly #keepBytes: number;
  readonly #maxBytes: number;
  readonly #said = new Fifo<SaidMessage>();
  #bytes = 0;
  #dropped: Dropped = { seq: 0, others: 0 };

  /** Begins with none. */
  constructor({ room, keepBytes = 1_048_576, maxBytes = 16_777_216 }: RecentMessagesOptions) {
    this.room = room;
    this.#keepBytes = keepBytes;
    this.#maxBytes = maxBytes;
  }

  /** All that are kept, oldest first. */
  get all(): readonly SaidMessage[] {
    return Array.from(this.#said);
  }

  /** What was dropped. */
  get dropped(): Dropped {
    return this.#dropped;
  }

  /**
   * Takes over what another one keeps, in place of its own.
   *
   * @param seq Number of the newest message, or of a later event.
   */
  restore(seq: number, all: readonly SaidMessage[], dropped: Dropped): void {
    this.seq = seq;
    this.#said.filter(() => false);
    this.#bytes = 0;
    this.#dropped = dropped;
    for (const each of all) this.#keep(each);
  }

  /** Keeps a message, and drops the oldest if that is too much. */
  add(seq: number, { from, text, time, author: by }: RoomEventOf<"said">): void {
    this.#keep({ message: { type: "message", from, text, time, seq }, by });
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

  #keep(said: SaidMessage): void {
    this.#said.push(said);
    this.#bytes += bytesOf(said);
    while (this.#isTooMuch()) this.#drop();
  }

  #isTooMuch(): boolean {
    const count = this.#said.length;
    return this.#bytes > this.#maxBytes ||
      (count > MAX_MISSED_MESSAGES && this.#bytes > this.#keepBytes);
  }

  #drop(): void {
    const said = this.#said.shift()!;
    const { message: { seq }, by } = said;
    const { by: before, others } = this.#dropped;
    this.#dropped = { seq, by, others: by === before ? others : this.#dropped.seq };
    this.#bytes -= bytesOf(said);
  }
}

function bytesOf({ message: { text } }: SaidMessage): number {
  return text.length + BESIDE_TEXT_BYTES;
}

function fill(builder: PageBuilder, messages: readonly ChatMessage[]): PastPage {
  for (const message of messages) if (!builder.add(message)) break;
  return builder.page;
}
