import type { Ask, Notice, Result } from "../../protocol/mod.ts";
import type { Asker } from "./errand.ts";

/** A message of the past, as it is received. */
type Message = Notice<"message">;

/** Which earlier messages are wanted. */
export interface PastQuery {
  /** Only messages that hold every word of this text. */
  readonly find?: string;
  /** Only messages that are not older, in ms since 1970 UTC. */
  readonly since?: number;
  /** How many at most: the newest. */
  readonly last: number;
}

/** Messages asked for at a time: as many as a server gives. */
const PAGE_MESSAGES = 200;

/** Reads earlier messages, page by page. */
export class PastReader {
  #arrived: Message[] = [];
  #wanted = 0;
  #complete = Promise.withResolvers<void>();

  /** Takes what the server tells of: the messages of a page follow its answer. */
  readonly take = (notice: Notice): void => {
    if (notice.type !== "message" || !notice.earlier) return;
    this.#arrived.push(notice);
    if (this.#arrived.length === this.#wanted) this.#complete.resolve();
  };

  /**
   * Reads the newest messages that are wanted.
   *
   * @param ask Asks the server.
   * @returns The messages, the oldest first.
   */
  async read(ask: Asker, { find, since, last }: PastQuery): Promise<Notice<"message">[]> {
    const pages: Message[][] = [];
    let before: number | undefined;
    for (let left = last; left > 0;) {
      const query = { before, since, count: Math.min(left, PAGE_MESSAGES) };
      const { page, more, reached } = await this.#page(
        ask,
        find === undefined ? { type: "history", ...query } : { type: "find", text: find, ...query },
      );
      pages.push(page);
      left -= page.length;
      const first = reached ?? page[0]?.seq;
      // A page that does not go further back would lead to itself again.
      if (!more || first === undefined || first >= (before ?? Infinity)) break;
      before = first;
    }
    return pages.reverse().flat();
  }

  async #page(
    ask: Asker,
    request: Ask<"history"> | Ask<"find">,
  ): Promise<{ page: Message[]; more: boolean; reached?: number }> {
    const { count, more, reached }: Result<"find"> = await ask<"history" | "find">(request);
    this.#wanted = count;
    this.#complete = Promise.withResolvers();
    if (this.#arrived.length < count) await this.#complete.promise;
    return { page: this.#arrived.splice(0, count), more, reached };
  }
}
