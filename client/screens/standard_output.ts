/**
 * Standard output, line by line, which notices when nobody takes the lines any more: the console
 * would go on without a word.
 */
export class StandardOutput {
  readonly #broken = Promise.withResolvers<void>();
  #isBroken = false;

  /** Makes one that has not failed yet. */
  constructor() {
    this.#broken.promise.catch(() => {});
  }

  /**
   * Resolves once the reader has closed the pipe, as `head` does when it has enough; rejects with an
   * error for the user if writing fails otherwise. Stays pending as long as lines are taken.
   */
  get broken(): Promise<void> {
    return this.#broken.promise;
  }

  /** Writes a line; its end is added. Waits for a slow reader; never fails. */
  print(line: string): void {
    if (this.#isBroken) return;
    try {
      writeAll(new TextEncoder().encode(`${line}\n`));
    } catch (error) {
      this.#isBroken = true;
      this.#fail(error as Error);
    }
  }

  #fail(cause: Error): void {
    if (cause instanceof Deno.errors.BrokenPipe) return this.#broken.resolve();
    const message = `Cannot write to standard output: ${cause.message}`;
    this.#broken.reject(new Error(message, { cause }));
  }
}

function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}
