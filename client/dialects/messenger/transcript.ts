import type { Line } from "../../session/line.ts";

/** Most messages kept; at 100 bytes each, a megabyte. */
const MAX_LINES = 10_000;

/** The messages of this session, for `/history` and `/find`; the oldest are forgotten first. */
export class Transcript {
  #lines: Line[] = [];

  /** Keeps a line. */
  add(line: Line): void {
    const { alert: _, ...kept } = line;
    this.#lines.push(kept);
    // Cut in big steps: cutting one line each time would move all the others each time.
    if (this.#lines.length > 2 * MAX_LINES) this.#lines = this.#lines.slice(-MAX_LINES);
  }

  /**
   * The last lines.
   *
   * @param count How many at most.
   */
  last(count: number): readonly Line[] {
    return count === 0 ? [] : this.#lines.slice(-Math.min(count, MAX_LINES));
  }

  /** The lines that hold a text, in upper or lower case. */
  find(text: string): readonly Line[] {
    const wanted = text.toLowerCase();
    return this.last(MAX_LINES).filter((line) => line.text.toLowerCase().includes(wanted));
  }
}
