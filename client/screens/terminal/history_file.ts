import { ensureDirSync } from "@std/fs/ensure-dir";

/** Size at which the file is shortened, in bytes. */
const MAX_BYTES = 1_048_576;

/**
 * The lines typed in earlier sessions: a file with one JSON string per line, the latest last, that
 * only its owner can read. If it cannot be read or written, there is no history.
 */
export class HistoryFile {
  readonly #path: string;

  /** Sets the path of the file. Its folder is created when needed. */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Reads the file.
   *
   * @param count Maximum number of lines.
   * @returns The latest lines, the latest first.
   */
  async load(count: number): Promise<string[]> {
    try {
      const text = await Deno.readTextFile(this.#path);
      const lines = text.split("\n").slice(-count - 1).flatMap(parse);
      if (text.length > MAX_BYTES) this.#write(lines, { truncate: true });
      return lines.reverse().slice(0, count);
    } catch {
      return [];
    }
  }

  /**
   * Appends a line immediately, because the program may end at any moment. Several programs may do
   * so at the same time.
   */
  add(line: string): void {
    try {
      this.#write([line], { append: true });
    } catch {
      // Then there is no history.
    }
  }

  #write(lines: readonly string[], how: { append?: true; truncate?: true }): void {
    ensureDirSync(this.#path.replace(/[/\\][^/\\]*$/, ""));
    using file = Deno.openSync(this.#path, { write: true, create: true, mode: 0o600, ...how });
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  }
}

function parse(line: string): string[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "string" ? [value] : [];
  } catch {
    return []; // An empty line, or one that a crash left incomplete.
  }
}
