import { encodeMessage, FrameType, type Notice } from "../../protocol/mod.ts";

/** Which earlier messages are asked for. */
export interface PageQuery {
  /**
   * Only messages whose number is less.
   *
   * @default {Infinity}
   */
  readonly before?: number;
  /**
   * Only messages whose number is greater.
   *
   * @default {0}
   */
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

/** Which messages of those asked for come first, if a page cannot hold them all. */
export type PageOrder = "oldest first" | "newest first";

/**
 * In which order a page is filled: the newest first, unless the query says where to go on from.
 */
export function orderOf({ after }: PageQuery): PageOrder {
  return after === undefined ? "newest first" : "oldest first";
}

/** Some earlier messages. */
export interface Page {
  /** The messages to everyone, the oldest first. */
  readonly messages: readonly Notice<"message">[];
  /** Whether there are others: before these or, if the oldest come first, past them. */
  readonly more: boolean;
}

/** Fills a page up to its bounds. */
export class PageBuilder {
  readonly #query: Pick<PageQuery, "count" | "maxBytes">;
  readonly #order: PageOrder;
  readonly #messages: Notice<"message">[] = [];
  #bytes = 0;
  #more = false;

  /**
   * Makes an empty page.
   *
   * @param query The bounds of the page.
   * @param order In which order messages are put on it.
   */
  constructor(query: Pick<PageQuery, "count" | "maxBytes">, order: PageOrder) {
    this.#query = query;
    this.#order = order;
  }

  /**
   * Puts a message on the page.
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
    const isReversed = this.#order === "newest first";
    return {
      messages: isReversed ? this.#messages.toReversed() : this.#messages,
      more: this.#more,
    };
  }
}
