import { encodeMessage, FrameType } from "../../protocol/mod.ts";
import type { ChatMessage } from "../room/events.ts";
import type { PageQuery, PastPage } from "../room/past.ts";

/** Which messages of those asked for come first, if a page cannot hold them all. */
export type PageOrder = "oldest first" | "newest first";

/** In which order a page is filled: the newest first, unless the query says where to go on from. */
export function orderOf({ after }: PageQuery): PageOrder {
  return after === undefined ? "newest first" : "oldest first";
}

/** Fills a page up to its bounds. */
export class PageBuilder {
  readonly #query: Pick<PageQuery, "count" | "maxBytes">;
  readonly #order: PageOrder;
  readonly #messages: ChatMessage[] = [];
  #bytes = 0;
  #more = false;
  #reached?: number;

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
  add(message: ChatMessage): boolean {
    if (this.#more) return false;
    this.#bytes += encodeMessage(FrameType.NOTICE, message).length;
    const { count, maxBytes } = this.#query;
    const isOver = this.#bytes > maxBytes && this.#messages.length > 0;
    if (this.#messages.length >= count || isOver) this.#more = true;
    else this.#messages.push(message);
    return !this.#more;
  }

  /** Ends the page before it is full; `reached` is the number that it goes on with. */
  endAt(reached: number): void {
    this.#more = true;
    this.#reached = reached;
  }

  /** The page as it is now. */
  get page(): PastPage {
    const isReversed = this.#order === "newest first";
    return {
      messages: isReversed ? this.#messages.toReversed() : this.#messages,
      more: this.#more,
      ...this.#reached === undefined ? {} : { reached: this.#reached },
    };
  }
}
