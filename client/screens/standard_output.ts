/** Standard output, line by line. Unlike the console, it notices when nobody reads it any more. */
export class StandardOutput {
  readonly #broken = Promise.withResolvers<void>();
  #isBroken = false;

  /** Begins to write. */
  constructor() {
    this.#broken.promise.catch(() => {});
  }

  /**
   * Resolves once the reader has closed the pipe, as `head` does. Rejects with an error for the
   * user if writing fails for another reason.
   */
  get broken(): Promise<void> {
    return this.#broken.promise;
  }

  /** Writes a line with its end. Waits for a slow reader, and never fails. */
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
