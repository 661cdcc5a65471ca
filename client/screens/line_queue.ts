import type { TypingHandlers } from "./screen.ts";

/** A queue of lines for one reader at a time. */
export class LineQueue implements AsyncIterable<string> {
  readonly #lines: string[] = [];
  #ended = false;
  #changed = Promise.withResolvers<void>();
  #handlers?: TypingHandlers;

  /** Calls the handlers for each line as it arrives, and for the end, even if that came before. */
  listen(handlers: TypingHandlers | undefined): this {
    this.#handlers = handlers;
    if (this.#ended) handlers?.ended();
    return this;
  }

  /** Adds a line. */
  push(line: string): void {
    this.#lines.push(line);
    this.#handlers?.entered();
    this.#changed.resolve();
  }

  /** Ends the queue. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#handlers?.ended();
    this.#changed.resolve();
  }

  /** The unread lines, and those to come. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      while (this.#lines.length > 0) yield this.#lines.shift()!;
      if (this.#ended) return;
      this.#changed = Promise.withResolvers();
      await this.#changed.promise;
    }
  }
}
