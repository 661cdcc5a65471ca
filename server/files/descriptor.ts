import type * as fs from "node:fs";

/** What identifies a file on its machine, whatever path leads to it. */
export interface FileIdentity {
  /** Number of the file on its device. */
  readonly ino: number;
  /** Number of the device. */
  readonly dev: number;
}

/** An open file, read at positions. Reads that are at hand when it is closed still end well. */
export class Descriptor {
  readonly #fs: typeof fs;
  readonly #fd: number;
  #reading = 0;
  #isClosed = false;

  private constructor(system: typeof fs, fd: number) {
    this.#fs = system;
    this.#fd = fd;
  }

  /**
   * Opens a file for reading. Does not wait for the writer of a named pipe, as `Deno.open` does
   * (from Deno 2.9 on; in 2.4 the flag has no effect).
   *
   * @throws {Error} With the system's `code`, such as `ENOENT` or `EMFILE`.
   */
  static async open(path: string): Promise<Descriptor> {
    // Loaded when a file is opened first: it takes as long as the rest of a server's start.
    const system = await import("node:fs");
    const { O_RDONLY, O_NONBLOCK = 0 } = system.constants;
    const fd = await new Promise<number>((resolve, reject) =>
      system.open(
        path,
        O_RDONLY | O_NONBLOCK,
        (error, fd) => error ? reject(error) : resolve(fd!),
      )
    );
    return new Descriptor(system, fd);
  }

  /** What the system says of the open file. */
  async stat(): Promise<fs.Stats> {
    return await new Promise((resolve, reject) =>
      this.#fs.fstat(this.#fd, (error, stats) => error ? reject(error) : resolve(stats!))
    );
  }

  /**
   * Reads once.
   *
   * @param into Where to put the bytes.
   * @param position Where in the file to begin, in bytes.
   * @returns How many bytes were read; 0 at the end of the file.
   */
  async read(into: Uint8Array, position: number): Promise<number> {
    this.#reading++;
    try {
      return await new Promise((resolve, reject) =>
        this.#fs.read(
          this.#fd,
          into,
          0,
          into.length,
          position,
          (error, count) => error ? reject(error) : resolve(count!),
        )
      );
    } finally {
      this.#reading--;
      if (this.#isClosed) this.#closeOnce();
    }
  }

  /** Closes the file, after the reads at hand. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#closeOnce();
  }

  #closeOnce(): void {
    if (this.#reading === 0) this.#fs.closeSync(this.#fd);
  }
}
