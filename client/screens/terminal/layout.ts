import { type Glyph, glyphs } from "./glyphs.ts";

/** The prompt and the current line. */
export interface Typed {
  /** The prompt. */
  readonly prompt: string;
  /** The typed text. */
  readonly line: string;
  /** Position of the cursor in the line, in UTF-16 units. */
  readonly cursor: number;
}

/** One row of the screen: a part of the prompt, then a part of the line. */
export interface Row {
  /** The part of the prompt in this row. */
  prompt: string;
  /** The part of the line in this row. */
  line: string;
  /** Width of both in cells. */
  cells: number;
}

/** The rows of prompt and line, and the position of the cursor. */
export interface Layout {
  /** The rows, from the top. */
  readonly rows: readonly Row[];
  /** The row with the cursor, from 0. */
  readonly cursorRow: number;
  /** The text before the cursor in its row. */
  readonly before: Row;
}

/**
 * Lays out the current line. A row ends at the edge of the screen, or at a pasted line break.
 *
 * @param columns Cells in a row, 1 or more.
 * @param maxRows Maximum number of rows, 1 or more. The rows around the cursor are shown.
 */
export function layout(typed: Typed, columns: number, maxRows: number): Layout {
  const { line, from, cursor } = around(typed, columns * maxRows);
  const sheet = new Sheet(columns);
  if (from === 0) { for (const glyph of glyphs(typed.prompt)) sheet.put(glyph, "prompt"); }
  let at = 0;
  let place: { row: number; before: Row } | undefined;
  for (const glyph of glyphs(line)) {
    at += glyph.text.length;
    if (place === undefined && at > cursor) place = sheet.place(glyph);
    if (glyph.text === "\n") sheet.breakRow();
    else sheet.put(glyph, "line");
  }
  place ??= sheet.place(undefined);
  const first = Math.max(0, Math.min(place.row - (maxRows >> 1), sheet.rows.length - maxRows));
  return {
    rows: sheet.rows.slice(first, first + maxRows),
    cursorRow: place.row - first,
    before: place.before,
  };
}

/** Shortens a very long line to what may be on the screen. */
function around({ line, cursor }: Typed, reach: number) {
  if (line.length <= 4 * reach) return { line, from: 0, cursor };
  const from = Math.max(0, cursor - 2 * reach);
  return { line: line.slice(from, cursor + 2 * reach), from, cursor: cursor - from };
}

class Sheet {
  readonly rows: Row[] = [emptyRow()];
  readonly #columns: number;

  constructor(columns: number) {
    this.#columns = columns;
  }

  breakRow(): void {
    this.rows.push(emptyRow());
  }

  put(glyph: Glyph, part: "prompt" | "line"): void {
    this.#makeRoom(glyph);
    const row = this.rows.at(-1)!;
    row[part] += glyph.shown;
    row.cells += glyph.cells;
  }

  /** Position of the cursor before the next glyph, or at the end. */
  place(next: Glyph | undefined): { row: number; before: Row } {
    if (next?.text !== "\n") this.#makeRoom(next);
    return { row: this.rows.length - 1, before: { ...this.rows.at(-1)! } };
  }

  #makeRoom(glyph: Glyph | undefined): void {
    const { cells } = this.rows.at(-1)!;
    if (cells > 0 && cells + (glyph?.cells ?? 1) > this.#columns) this.breakRow();
  }
}

function emptyRow(): Row {
  return { prompt: "", line: "", cells: 0 };
}
