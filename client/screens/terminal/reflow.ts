import { cellsOf, glyphs } from "./glyphs.ts";
import { STYLES } from "./wrap.ts";

/** What one written row becomes on a screen of some width. */
export interface Reflowed {
  /** Rows that it takes, 1 or more. */
  readonly rows: number;
  /** Cells that are filled in the last of them. */
  readonly filled: number;
}

/**
 * Breaks a written row as terminals do that are too narrow for it: at the edge, where a wide
 * character that does not fit goes to the next row and leaves a cell free.
 *
 * @param text A row without line breaks. It may have escape sequences of styles.
 * @param columns Cells in a row of the screen, 1 or more.
 *
 * @example
 * ```ts
 * import { reflow } from "./reflow.ts";
 *
 * reflow("a世世", 4); // { rows: 2, filled: 2 }
 * ```
 */
export function reflow(text: string, columns: number): Reflowed {
  const plain = text.replace(STYLES, "");
  const all = cellsOf(plain);
  if (all <= columns) return { rows: 1, filled: all };
  let rows = 1;
  let filled = 0;
  for (const { cells } of glyphs(plain)) {
    if (filled > 0 && filled + cells > columns) {
      rows++;
      filled = 0;
    }
    filled += cells;
  }
  return { rows, filled };
}

/** Returns how many rows a written row takes: see {@linkcode reflow}. */
export function heightOf(text: string, columns: number): number {
  return reflow(text, columns).rows;
}
