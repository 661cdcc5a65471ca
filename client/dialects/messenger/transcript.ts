import type { Line } from "../../session/line.ts";

/** Maximum number of messages; at 100 bytes each, a megabyte. */
const MAX_LINES = 10_000;

/** The messages of this session, for `/history` and `/find`. The oldest are dropped first. */
export class Transcript {
  #lines: Line[] = [];

  /** Keeps a line. */
  add(line: Line): void {
    const { alert: _, ...kept } = line;
    this.#lines.push(kept);
    // Drop many at a time: dropping one line moves all others.
    if (this.#lines.length > 2 * MAX_LINES) this.#lines = this.#lines.slice(-MAX_LINES);
  }

  /**
   * The last lines.
   *
   * @param count Maximum number of lines.
   */
  last(count: number): readonly Line[] {
    return count === 0 ? [] : this.#lines.slice(-Math.min(count, MAX_LINES));
  }

  /** The private messages, of which the room keeps none. */
  get private(): readonly Line[] {
    return this.last(MAX_LINES).filter(isPrivate);
  }

  /** The lines that contain a text, ignoring case. */
  find(text: string): readonly Line[] {
    const wanted = text.toLowerCase();
    return this.last(MAX_LINES).filter((line) => line.text.toLowerCase().includes(wanted));
  }
}

/** Tells whether a line is a message to one. */
export function isPrivate({ about, to }: Line): boolean {
  return to !== undefined || (about?.type === "message" && about.private === true);
}
