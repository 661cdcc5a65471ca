import { cellsOf, clipCells } from "./glyphs.ts";
import { layout, type Row, type Typed } from "./layout.ts";
import { type LogLine, wrap } from "./wrap.ts";

/** The size of a terminal, in cells. */
export interface Size {
  /** Cells in a row. */
  readonly columns: number;
  /** Rows on the screen. */
  readonly rows: number;
}

/** The block below the log: status lines, and the current line. */
export interface Block extends Typed {
  /** Plain lines above the prompt. Each is shortened to one row. */
  readonly hints: readonly string[];
}

/** Options of {@linkcode Painter}. */
export interface PainterOptions {
  /** Writes to the terminal. */
  write: (text: string) => void;
  /** The current size of the terminal. */
  size: () => Size;
  /** Formats the prompt. */
  dressPrompt: (prompt: string) => string;
  /** Formats a line above the prompt. */
  dressHint: (hint: string) => string;
}

/** Hide and show the cursor. */
const CURSOR = { hidden: "\x1b[?25l", shown: "\x1b[?25h" } as const;

const HOME = "\x1b[H";

/** Clears from the cursor to the end of its row. */
const CLEAR_ROW = "\x1b[K";

/** Maximum size of the kept log lines in UTF-16 units. */
const KEPT_UNITS = 1_000_000;

/** A line of the log, and the cells of its rows as they were drawn last. */
interface Drawn {
  readonly line: LogLine;
  readonly rows: readonly number[];
}

/** Number of log lines that are kept to redraw the screen. No terminal has more rows. */
const KEPT_LINES = 500;

/**
 * Draws a log that grows at its end, and below it a block that is redrawn in place. It uses the
 * normal screen, so that lines that leave it at the top go to the terminal's scrollback.
 */
export class Painter {
  readonly #options: PainterOptions;
  /** The drawn rows of the block, down to the row with the cursor: cells of each. */
  #above: number[] = [0];
  /** The drawn rows of the block below the row with the cursor. */
  #below = 0;
  #size: Size;
  #log: Drawn[] = [];
  /** UTF-16 units of the log. */
  #units = 0;

  /** Begins at the left edge of the cursor's row. */
  constructor(options: PainterOptions) {
    this.#options = options;
    this.#size = options.size();
  }

  /**
   * Draws new lines of the log, then the block, in one write.
   *
   * @param lines New formatted lines. They are broken at blanks.
   * @param block The block; without it, nothing is below the log.
   * @param rings Whether the bell rings.
   */
  paint(lines: readonly LogLine[], block: Block | undefined, rings = false): void {
    const size = this.#options.size();
    const isResized = size.columns !== this.#size.columns || size.rows !== this.#size.rows;
    const drawing = isResized ? this.#startOver(size, lines, block) : this.#goOn(lines, block);
    this.#write(rings ? `${drawing}\x07` : drawing);
  }

  /** Begins anew at the left edge of the cursor's row: others have written to the screen. */
  restart(): void {
    this.#above = [0];
    this.#below = 0;
    this.#log = [];
    this.#units = 0;
    this.#size = this.#options.size();
  }

  /** Clears the screen and draws the block at the top. */
  clear(block: Block): void {
    this.restart();
    const rows = new Array<string>(this.#size.rows).fill(CLEAR_ROW).join("\r\n");
    this.#write(`${HOME}${rows}${HOME}${this.#draw(block)}`);
  }

  /** Writes a drawing, with the cursor hidden so that it does not flicker. */
  #write(drawing: string): void {
    this.#options.write(`${CURSOR.hidden}${drawing}${CURSOR.shown}`);
  }

  /** Draws over the old block, and clears what is left of it. */
  #goOn(lines: readonly LogLine[], block: Block | undefined): string {
    const before = this.#above.length + this.#below;
    const top = `${up(this.#above.length - 1)}\r`;
    const { text, rows } = this.#append(lines);
    const drawn = block ? this.#draw(block, before - rows) : this.#drawNothing(before - rows);
    return top + text + drawn;
  }

  /**
   * Redraws everything of ours that may be visible, because terminals differ in what they do with
   * rows after a resize. What was above it is left alone.
   */
  #startOver(size: Size, lines: readonly LogLine[], block: Block | undefined): string {
    this.#size = size;
    const rowsOf = (cells: number) => Math.max(1, Math.ceil(cells / size.columns));
    let rows = this.#above.reduce((sum, cells) => sum + rowsOf(cells), 0);
    let first = this.#log.length;
    for (; first > 0; first--) {
      const { rows: drawn } = this.#log[first - 1]!;
      const height = drawn.reduce((sum, cells) => sum + rowsOf(cells), 0);
      if (rows + height > size.rows) break; // Its first row is above the screen: leave it there.
      rows += height;
    }
    const redrawn = this.#log.splice(first).map(({ line }) => line);
    this.#units -= redrawn.reduce((sum, { text }) => sum + text.length, 0);
    const top = `${up(Math.min(rows, size.rows) - 1)}\r`;
    const { text } = this.#append([...redrawn, ...lines]);
    // What is below is cleared from behind the prompt: tmux keeps a copy of a screen that is cleared
    // from its first cell.
    return top + text + (block ? this.#draw(block, 0, " \x1b[J") : " \x1b[J\r");
  }

  /** Adds lines to the log; returns how to draw them, and the number of rows that takes. */
  #append(lines: readonly LogLine[]): { text: string; rows: number } {
    const { columns } = this.#size;
    let text = "";
    let count = 0;
    for (const line of lines) {
      const rows = wrap(line, columns);
      this.#log.push({ line, rows: rows.map(({ cells }) => cells) });
      this.#units += line.text.length;
      for (const row of rows) {
        const height = Math.max(1, Math.ceil(row.cells / columns));
        // A full row must not be cleared behind its last cell, where the cursor still is.
        const rest = height > 1 && row.cells % columns > 0 ? CLEAR_ROW : "";
        text += `${CLEAR_ROW}${row.text}${rest}\r\n`;
        count += height;
      }
    }
    this.#forget();
    return { text, rows: count };
  }

  /** Forgets lines that cannot be visible any more. */
  #forget(): void {
    if (this.#log.length <= 2 * KEPT_LINES && this.#units <= 2 * KEPT_UNITS) return;
    let first = Math.max(0, this.#log.length - KEPT_LINES);
    const unitsFrom = (at: number) =>
      this.#log.slice(at).reduce((sum, { line }) => sum + line.text.length, 0);
    this.#units = unitsFrom(first);
    while (this.#units > KEPT_UNITS && first < this.#log.length - 1) {
      this.#units -= this.#log[first++]!.line.text.length;
    }
    this.#log = this.#log.slice(first);
  }

  #drawNothing(left: number): string {
    this.#above = [0];
    this.#below = 0;
    return left > 0 ? `${clearRows(left)}${up(left - 1)}\r` : "";
  }

  /**
   * Draws the block at the left edge of the cursor's row.
   *
   * @param left Rows from there that are drawn already; those that the block does not need are
   * cleared.
   * @param end Written behind the last row.
   */
  #draw({ hints, ...typed }: Block, left = 0, end = ""): string {
    const { columns, rows: height } = this.#size;
    const shownHints = hints.slice(0, Math.max(0, height - 2)).map((hint) =>
      clipCells(hint, columns)
    );
    const { rows, cursorRow, before } = layout(typed, columns, height - shownHints.length);
    const drawn = [
      ...shownHints.map(this.#options.dressHint),
      ...rows.map((row) => this.#dress(row)),
    ];
    this.#above = [
      ...shownHints.map(cellsOf),
      ...rows.slice(0, cursorRow).map(({ cells }) => cells),
      before.cells,
    ];
    this.#below = rows.length - 1 - cursorRow;
    const extra = Math.max(0, left - drawn.length);
    const text = drawn.map((row) => CLEAR_ROW + row).join("\r\n");
    const isFull = rows.at(-1)!.cells >= columns;
    const cleared = extra > 0 ? `\r\n${clearRows(extra)}` : isFull ? "" : end;
    const back = up(this.#below + extra);
    // The row is written again up to the cursor, so that the terminal itself finds its column.
    return `${text}${cleared}${back}\r${this.#dress(before)}`;
  }

  #dress({ prompt, line }: Row): string {
    return (prompt === "" ? "" : this.#options.dressPrompt(prompt)) + line;
  }
}

/** Clears rows from the cursor's row down, which stay on the screen; ends in the last of them. */
function clearRows(rows: number): string {
  return rows > 0 ? new Array<string>(rows).fill(CLEAR_ROW).join("\r\n") : "";
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : "";
}
