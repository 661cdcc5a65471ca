import { encodeMessage, FrameType, type Notice } from "../../protocol/mod.ts";

/** Which earlier messages are asked for. */
export interface PageQuery {
  /**
   * Only messages whose number is less.
   *
   * @default {Infinity}
   */
  readonly before?: number;
  /** Only messages whose number is greater. If it is given, the page has the oldest of them. */
  readonly after?: number;
  /**
   * Only messages that are not older than this, in ms since 1970 UTC.
   *
   * @default {0}
   */
  readonly since?: number;
  /** How many messages at most. */
  readonly count: number;
  /** How many bytes on the wire at most; one message is given however long it is. */
  readonly maxBytes: number;
}

/** Some earlier messages. */
export interface Page {
  /** The messages to everyone, the oldest first. */
  readonly messages: readonly Notice<"message">[];
  /** Whether there are others: before these or, if `after` was given, past them. */
  readonly more: boolean;
}

/** Fills a page up to its bounds. */
export class PageBuilder {
  readonly #query: PageQuery;
  readonly #messages: Notice<"message">[] = [];
  #bytes = 0;
  #more = false;

  /** Takes the bounds of the page. */
  constructor(query: PageQuery) {
    this.#query = query;
  }

  /**
   * Puts a message on the page; the oldest first if `after` was given, else the newest first.
   *
   * @returns Whether it was put there; if not, the page is full.
   */
  add(message: Notice<"message">): boolean {
    if (this.#more) return false;
    this.#bytes += encodeMessage(FrameType.NOTICE, message).length;
    const { count, maxBytes } = this.#query;
    const isOver = this.#bytes > maxBytes && this.#messages.length > 0;
    if (this.#messages.length >= count || isOver) this.#more = true;
    else this.#messages.push(message);
    return !this.#more;
  }

  /** The page as it is now. */
  get page(): Page {
    const messages = this.#query.after === undefined ? this.#messages.toReversed() : this.#messages;
    return { messages, more: this.#more };
  }
}
