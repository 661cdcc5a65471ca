const LF = 0x0a;
const CR = 0x0d;
const NUL = 0;

/** First size of the buffer for a line that comes in pieces. */
const FIRST_HELD_BYTES = 128;

/** A line without its end; `undefined` stands for one that was too long and is lost. */
export type SplitLine = Uint8Array | undefined;

/**
 * Cuts bytes into lines. LF, CR LF, CR NUL (telnet) and CR alone (serial terminals) end a line.
 *
 * It looks at each byte once, and holds at most one line: of a line that is longer than allowed it
 * keeps nothing.
 *
 * @example
 * ```ts
 * import { LineSplitter } from "./line_splitter.ts";
 *
 * const splitter = new LineSplitter(512);
 * for (const line of splitter.split(new TextEncoder().encode("NICK alice\r\nUSER"))) {
 *   console.log(line?.length); // 10
 * }
 * splitter.pendingBytes; // 4
 * ```
 */
export class LineSplitter {
  /** How many lines have ended so far. */
  lines = 0;
  readonly #maxBytes: number;
  #held?: Uint8Array;
  #length = 0;
  #tooLong = false;
  #afterCr = false;

  /**
   * Begins with nothing held.
   *
   * @param maxBytes Most bytes of a line without its end, 1 or more.
   */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes of the line that has not ended; 1 at least if there is one. */
  get pendingBytes(): number {
    return this.#tooLong ? this.#maxBytes : this.#length;
  }

  /**
   * Takes bytes.
   *
   * @param chunk The next bytes that arrived. Lines may be parts of it: use them before it changes.
   * @returns The lines that end in it. Take them all before the next call.
   */
  *split(chunk: Uint8Array): Generator<SplitLine, void, undefined> {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (byte !== LF && byte !== CR && !(this.#afterCr && byte === NUL)) {
        this.#afterCr = false;
        continue;
      }
      const isRest = this.#afterCr && byte !== CR;
      this.#afterCr = byte === CR;
      if (!isRest) yield this.#end(chunk.subarray(start, at));
      start = at + 1;
    }
    this.#hold(chunk.subarray(start));
  }

  /**
   * Ends the line that has not ended: nothing more will come.
   *
   * @returns That line; nothing if there is none.
   */
  finish(): SplitLine {
    return this.pendingBytes > 0 ? this.#end(new Uint8Array(0)) : undefined;
  }

  #end(bytes: Uint8Array): SplitLine {
    this.lines++;
    if (this.#length > 0 || this.#tooLong || bytes.length > this.#maxBytes) {
      this.#hold(bytes);
      bytes = this.#held?.subarray(0, this.#length) ?? bytes;
    }
    const line = this.#tooLong ? undefined : bytes;
    this.#drop();
    return line;
  }

  #hold(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#tooLong) return;
    const length = this.#length + bytes.length;
    if (length > this.#maxBytes) {
      this.#drop();
      this.#tooLong = true;
      return;
    }
    this.#reserve(length);
    this.#held!.set(bytes, this.#length);
    this.#length = length;
  }

  #reserve(length: number): void {
    if (this.#held && this.#held.length >= length) return;
    const size = Math.max(FIRST_HELD_BYTES, 2 * (this.#held?.length ?? 0), length);
    const grown = new Uint8Array(Math.min(size, Math.max(this.#maxBytes, length)));
    if (this.#held) grown.set(this.#held.subarray(0, this.#length));
    this.#held = grown;
  }

  #drop(): void {
    this.#held = undefined;
    this.#length = 0;
    this.#tooLong = false;
  }
}
