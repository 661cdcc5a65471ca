/** Lines that wait to be read, one reader at a time. */
export class LineQueue implements AsyncIterable<string> {
  readonly #lines: string[] = [];
  #ended = false;
  #changed = Promise.withResolvers<void>();

  /** Adds a line. */
  push(line: string): void {
    this.#lines.push(line);
    this.#changed.resolve();
  }

  /** Says that there will be no more. */
  end(): void {
    this.#ended = true;
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
