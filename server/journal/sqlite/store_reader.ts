import { ProtocolError } from "../../../protocol/mod.ts";
import type { ChatMessage } from "../../room/events.ts";
import type { PageQuery, PastPage } from "../../room/past.ts";
import { orderOf, PageBuilder } from "../page_builder.ts";
import type { KeptMessage, Span } from "./message_table.ts";
import type { RoomStore } from "./room_store.ts";

/** Most messages read at once for a client that comes back. */
const MAX_AFTER = 10_000;

/** Most characters read at once for it. */
const MAX_AFTER_CHARS = 2_097_152;

/** Options of {@linkcode StoreReader}. */
export interface StoreReaderOptions {
  /** Where messages are kept. */
  readonly store: RoomStore;
  /** Commits what it can, and returns the messages that are still not in the store, oldest first. */
  readonly unkept: () => readonly KeptMessage[];
  /** Told that the store could not be read. */
  readonly onFailure: (error: unknown) => void;
}

/** Reads messages by their numbers: those in the file, and those that wait to be written. */
export class StoreReader {
  /** Whether the file could be read when it was read last for a client that came back. */
  isReadable = true;
  readonly #options: StoreReaderOptions;

  /** Reads nothing yet. */
  constructor(options: StoreReaderOptions) {
    this.#options = options;
  }

  /**
   * The messages after a number that one author did not write, the oldest first: of very many the
   * newest, and none if the file cannot be read.
   */
  after(last: number, author: number): ChatMessage[] {
    const found: KeptMessage[] = [];
    let chars = 0;
    this.isReadable = this.#tried(() => {
      const span = this.#options.store.spanOf({ after: last });
      for (const message of this.#newest(span, MAX_AFTER)) {
        chars += message.text.length;
        if (chars > MAX_AFTER_CHARS) return;
        if (message.author !== author) found.push(message);
      }
    });
    return found.reverse().map(noticeOf);
  }

  /**
   * Reads a page of the past.
   *
   * @throws {ProtocolError} `history-unavailable` if the file cannot be read.
   */
  page(query: PageQuery): PastPage {
    const order = orderOf(query);
    const builder = new PageBuilder(query, order);
    const isRead = this.#tried(() => {
      const span = this.#options.store.spanOf(query);
      const read = order === "newest first" ? this.#newest : this.#oldest;
      for (const message of read.call(this, span, query.count + 1)) {
        if (!builder.add(noticeOf(message))) break;
      }
    });
    if (!isRead) throw historyUnavailable();
    return builder.page;
  }

  /** The messages of a span that are not in the file, once it has those that it takes. */
  waiting({ after, before, since }: Span): KeptMessage[] {
    return this.#options.unkept().filter(({ seq, time }) =>
      seq > after && seq < before && time >= since
    );
  }

  *#newest(span: Span, count: number): Generator<KeptMessage, undefined> {
    yield* this.waiting(span).reverse();
    yield* this.#options.store.messages.newest(span, count);
  }

  *#oldest(span: Span, count: number): Generator<KeptMessage, undefined> {
    yield* this.#options.store.messages.oldest(span, count);
    yield* this.waiting(span);
  }

  /** Reads something; tells whether that succeeded. */
  #tried(read: () => void): boolean {
    try {
      read();
      return true;
    } catch (error) {
      this.#options.onFailure(error);
      return false;
    }
  }
}

/** Makes the message that clients are sent of one that is kept. */
export function noticeOf({ from, text, time, seq }: KeptMessage): ChatMessage {
  return { type: "message", from, text, time, seq };
}

/** Makes the error for clients that the file cannot be read. */
export function historyUnavailable(): ProtocolError {
  return new ProtocolError("history-unavailable", "The earlier messages cannot be read");
}
