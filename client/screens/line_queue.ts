import type { TypingHandlers } from "./screen.ts";

/** Lines that wait to be read, one reader at a time. */
export class LineQueue implements AsyncIterable<string> {
  readonly #lines: string[] = [];
  #ended = false;
  #changed = Promise.withResolvers<void>();
  #handlers?: TypingHandlers;

  /** Tells of each line as it comes, and of the end, should that be past too. */
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

  /** Says that there will be no more. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#handlers?.ended();
    this.#changed.resolve();
  }

  /** The lines that nobody has read yet, and those to come. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      while (this.#lines.length > 0) yield this.#lines.shift()!;
      if (this.#ended) return;
      this.#changed = Promise.withResolvers();
      await this.#changed.promise;
    }
  }
}
