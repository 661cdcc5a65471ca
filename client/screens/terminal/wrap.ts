import { cellsOf } from "./glyphs.ts";

/** A formatted line of the log. */
export interface LogLine {
  /** The text, with the escape sequences of its style and no others. */
  readonly text: string;
  /** Indent of the rows that follow the first one, in cells. */
  readonly indent: number;
}

/** A row of the log, as it is written. */
export interface LogRow {
  /** The text, with the escape sequences of its style. */
  readonly text: string;
  /** Width in cells. A word that is wider than the screen makes it wider too. */
  readonly cells: number;
}

/** Blanks, or a word with the escape sequences in it. */
// deno-lint-ignore no-control-regex
const PARTS = /( +)|((?:\x1b\[[\d;]*m|[^ \x1b])+)/g;

/** The escape sequences in lines of the log. There are no others. */
// deno-lint-ignore no-control-regex
export const STYLES: RegExp = /\x1b\[[\d;]*m/g;

/**
 * Breaks a line at its blanks. A word that is wider than the screen, such as a URL, stays whole: it
 * begins at the left edge, and the terminal wraps it, so that it can be copied.
 *
 * @param line The line. Its indent is shortened to a third of the screen.
 * @param columns Cells in a row, 1 or more.
 * @returns The rows, one or more.
 *
 * @example
 * ```ts
 * import { wrap } from "./wrap.ts";
 *
 * wrap({ text: "bob: good morning", indent: 5 }, 15).map(({ text }) => text);
 * // ["bob: good", "     morning"]
 * ```
 */
export function wrap({ text, indent }: LogLine, columns: number): LogRow[] {
  const below = " ".repeat(Math.min(indent, Math.floor(columns / 3)));
  const rows: { text: string; cells: number }[] = [{ text: "", cells: 0 }];
  let blanks = "";
  for (const [, blank, word = ""] of text.matchAll(PARTS)) {
    if (blank) {
      blanks = blank;
      continue;
    }
    const cells = cellsOf(word.replace(STYLES, ""));
    const row = rows.at(-1)!;
    const filled = row.cells > columns ? row.cells % columns || columns : row.cells;
    if (row.cells === 0 || filled + blanks.length + cells <= columns) {
      row.text += blanks + word;
      row.cells += blanks.length + cells;
    } else if (below.length + cells <= columns) {
      rows.push({ text: below + word, cells: below.length + cells });
    } else {
      rows.push({ text: word, cells });
    }
    blanks = "";
  }
  return rows;
}
