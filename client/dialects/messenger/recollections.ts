import { MAX_PAGE_MESSAGES } from "../../../protocol/mod.ts";
import type { Line } from "../../session/line.ts";

/** Makes what is shown of earlier messages, once they are all there: the oldest comes first. */
export type Finish = (lines: readonly Line[]) => readonly Line[];

/** Earlier messages that an answer has announced. */
interface Announced {
  left: number;
  readonly lines: Line[];
  readonly finish: Finish;
}

/** Puts earlier messages together, which follow the answer that announces them, one by one. */
export class Recollections {
  #announced: Announced[] = [];

  /**
   * Notes that messages follow.
   *
   * @param count How many.
   * @returns What is shown at once: all of it, if none follow.
   */
  expect(count: number, finish: Finish): readonly Line[] {
    if (count === 0) return finish([]);
    this.#announced.push({ left: Math.min(count, MAX_PAGE_MESSAGES), lines: [], finish });
    return [];
  }

  /**
   * Takes a message that follows.
   *
   * @param line How it is shown; nothing if it is kept from the user.
   * @returns What is shown, if it is the last of its answer, or none was announced.
   */
  take(line: Line | undefined): readonly Line[] {
    const lines = line ? [line] : [];
    const [first] = this.#announced;
    if (!first) return lines;
    first.lines.push(...lines);
    if (--first.left > 0) return [];
    this.#announced.shift();
    return first.finish(first.lines);
  }

  /** Expects nothing more: the connection is lost. */
  reset(): void {
    this.#announced = [];
  }
}
