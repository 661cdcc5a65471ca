import type { Line } from "../../session/line.ts";

/** Bytes kept on a terminal: some 20,000 messages of 100 characters. */
export const TRANSCRIPT_BYTES = 8_388_608;

/** Bytes that a kept line takes beside its texts. */
const LINE_BYTES = 200;

/** The messages of this session, for `/history` and `/find`. The oldest are dropped first. */
export class Transcript {
  readonly #maxBytes: number;
  #lines: Line[] = [];
  /** How many at the beginning are forgotten, but still in the array. */
  #forgotten = 0;
  #bytes = 0;

  /**
   * Begins without lines.
   *
   * @param maxBytes Most bytes of texts to keep; 0 to keep nothing.
   */
  constructor(maxBytes: number = TRANSCRIPT_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes of the lines kept, as they are counted. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a line. */
  add(line: Line): void {
    if (this.#maxBytes === 0) return;
    const { alert: _, ...kept } = line;
    this.#lines.push(kept);
    this.#bytes += bytesOf(kept);
    while (this.#bytes > this.#maxBytes) this.#bytes -= bytesOf(this.#lines[this.#forgotten++]!);
    // Cut in big steps: cutting one line each time would move all the others each time.
    if (this.#forgotten > this.#lines.length / 2) {
      this.#lines = this.#lines.slice(this.#forgotten);
      this.#forgotten = 0;
    }
  }

  /**
   * The last lines.
   *
   * @param count Maximum number of lines.
   */
  last(count: number): readonly Line[] {
    return this.#lines.slice(Math.max(this.#forgotten, this.#lines.length - count));
  }

  /** The private messages, of which the room keeps none. */
  get private(): readonly Line[] {
    return this.last(Infinity).filter(isPrivate);
  }

  /** The lines that contain a text, ignoring case. */
  find(text: string): readonly Line[] {
    const wanted = text.toLowerCase();
    return this.last(Infinity).filter((line) => line.text.toLowerCase().includes(wanted));
  }
}

/** A UTF-16 unit takes two bytes at most; a message is kept as it came and as it is shown. */
function bytesOf({ text, about }: Line): number {
  const original = about?.type === "message" ? about.text.length : 0;
  return 2 * (text.length + original) + LINE_BYTES;
}

/** Tells whether a line is a message to one. */
export function isPrivate({ about, to }: Line): boolean {
  return to !== undefined || (about?.type === "message" && about.private === true);
}
