import { ensureDir } from "@std/fs/ensure-dir";

/** Size at which the file is cut down to what is still of use, in bytes. */
const MAX_BYTES = 1_048_576;

/**
 * The lines typed in earlier runs: a file of JSON strings, one a line, the latest last, that only
 * its owner can read. A history that cannot be read or written is no reason to fail: then there is
 * none.
 */
export class HistoryFile {
  readonly #path: string;
  #writing: Promise<void> = Promise.resolve();

  /** Names the file; its folder is made when needed. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Reads the file.
   *
   * @param count How many lines at most.
   * @returns The latest lines, the latest first.
   */
  async load(count: number): Promise<string[]> {
    try {
      const text = await Deno.readTextFile(this.#path);
      const lines = text.split("\n").slice(-count - 1).flatMap(parse);
      if (text.length > MAX_BYTES) await this.#write(lines, { truncate: true });
      return lines.reverse().slice(0, count);
    } catch {
      return [];
    }
  }

  /** Appends a line. Several programs may do so at once. */
  add(line: string): void {
    this.#writing = this.#writing.then(() => this.#write([line], { append: true })).catch(() => {});
  }

  /** Resolves when all that was added is in the file. */
  async written(): Promise<void> {
    await this.#writing;
  }

  async #write(lines: readonly string[], how: { append?: true; truncate?: true }): Promise<void> {
    await ensureDir(this.#path.replace(/[/\\][^/\\]*$/, ""));
    using file = await Deno.open(this.#path, { write: true, create: true, mode: 0o600, ...how });
    const bytes = new TextEncoder().encode(
      lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    );
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  }
}

function parse(line: string): string[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "string" ? [value] : [];
  } catch {
    return []; // An empty line, or one that a crash cut short.
  }
}
