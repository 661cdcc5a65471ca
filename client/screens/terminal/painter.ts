import { clipCells } from "./glyphs.ts";
import { layout, type Row, type Typed } from "./layout.ts";
import { heightOf, reflow } from "./reflow.ts";
import { type Cell, isSameSize, type Size } from "./size.ts";
import { type LogLine, wrap } from "./wrap.ts";

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

/** How to draw, apart from what. */
export interface PaintOptions {
  /** Whether the bell rings. */
  readonly rings?: boolean;
  /** Where the cursor is after a resize. Without it, the screen is taken to be full down to it. */
  readonly cursor?: Cell;
}

/** Hide and show the cursor. */
const CURSOR = { hidden: "\x1b[?25l", shown: "\x1b[?25h" } as const;

const HOME = "\x1b[H";

/** Clears from the cursor to the end of its row. */
const CLEAR_ROW = "\x1b[K";

/** Maximum size of the kept log lines in UTF-16 units. */
const KEPT_UNITS = 1_000_000;

/**
 * Clears the cursor's row and what is below. The first cell is written before: tmux keeps a copy of a
 * screen that is cleared from its first cell.
 */
const CLEAR_BELOW = " \x1b[J\r";

/** A line of the log, and its rows as they were drawn last. */
interface Drawn {
  readonly line: LogLine;
  readonly rows: readonly string[];
}

/** Number of log lines that are kept to redraw the screen. No terminal has more rows. */
const KEPT_LINES = 500;

/**
 * Draws a log that grows at its end, and below it a block that is redrawn in place. It uses the
 * normal screen, so that lines that leave it at the top go to the terminal's scrollback.
 */
export class Painter {
  readonly #options: PainterOptions;
  /** The drawn rows of the block, down to the row with the cursor, which ends before the cursor. */
  #above: string[] = [""];
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
   * @param options How to draw.
   */
  paint(
    lines: readonly LogLine[],
    block: Block | undefined,
    { rings = false, cursor }: PaintOptions = {},
  ): void {
    const top = this.isResized ? this.#startOver(cursor) : undefined;
    const drawing = top
      ? top.up + this.#redraw([...top.lines, ...lines], block)
      : this.#goOn(lines, block);
    this.#write(rings ? `${drawing}\x07` : drawing);
  }

  /** Whether the terminal has another size than at the last drawing. */
  get isResized(): boolean {
    return !isSameSize(this.#options.size(), this.#size);
  }

  /** Begins anew at the left edge of the cursor's row: others have written to the screen. */
  restart(): void {
    this.#above = [""];
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
   * Finds everything of ours that is wholly visible, because terminals differ in what they do with
   * rows after a resize. What is above it is left alone.
   *
   * @returns How to move the cursor to its first row, and the lines to draw again.
   */
  #startOver(cursor: Cell | undefined): { up: string; lines: LogLine[] } {
    this.#size = this.#options.size();
    const { columns } = this.#size;
    const visible = Math.min(cursor?.row ?? this.#size.rows, this.#size.rows);
    let rows = this.#heightAbove(cursor);
    let first = this.#log.length;
    for (; first > 0; first--) {
      const { rows: drawn } = this.#log[first - 1]!;
      const height = drawn.reduce((sum, row) => sum + heightOf(row, columns), 0);
      if (rows + height > visible) break; // Its first row is above the screen: leave it there.
      rows += height;
    }
    const lines = this.#log.splice(first).map(({ line }) => line);
    this.#units -= lines.reduce((sum, { text }) => sum + text.length, 0);
    return { up: `${up(Math.min(rows, visible) - 1)}\r`, lines };
  }

  /** Rows of the block down to the cursor, after a resize. */
  #heightAbove(cursor: Cell | undefined): number {
    const { columns } = this.#size;
    const rows = this.#above.reduce((sum, row) => sum + heightOf(row, columns), 0);
    // Behind a full row, some terminals have the cursor at its end, and others below it.
    const isFull = reflow(this.#above.at(-1)!, columns).filled >= columns;
    return isFull && cursor?.column === 1 ? rows + 1 : rows;
  }

  /** Draws lines and the block, and clears all that is below. */
  #redraw(lines: readonly LogLine[], block: Block | undefined): string {
    const { text } = this.#append(lines);
    return text + (block ? this.#draw(block, 0, CLEAR_BELOW) : CLEAR_BELOW + this.#drawNothing(0));
  }

  /** Adds lines to the log; returns how to draw them, and the number of rows that takes. */
  #append(lines: readonly LogLine[]): { text: string; rows: number } {
    const { columns } = this.#size;
    let text = "";
    let count = 0;
    for (const line of lines) {
      const rows = wrap(line, columns);
      this.#log.push({ line, rows: rows.map((row) => row.text) });
      this.#units += line.text.length;
      for (const row of rows) {
        const { rows: height, filled } = reflow(row.text, columns);
        // A full row must not be cleared behind its last cell, where the cursor still is.
        const rest = height > 1 && filled < columns ? CLEAR_ROW : "";
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
    this.#above = [""];
    this.#below = 0;
    return left > 0 ? `${clearRows(left)}${up(left - 1)}\r` : "";
  }

  /**
   * Draws the block at the left edge of the cursor's row.
   *
   * @param left Rows from there that are drawn already; those that the block does not need are
   * cleared.
   * @param clear How to clear the last row, before it is written.
   */
  #draw({ hints, ...typed }: Block, left = 0, clear = CLEAR_ROW): string {
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
      ...shownHints,
      ...rows.slice(0, cursorRow).map(({ prompt, line }) => prompt + line),
      before.prompt + before.line,
    ];
    this.#below = rows.length - 1 - cursorRow;
    const extra = Math.max(0, left - drawn.length);
    const last = drawn.length - 1;
    const text = drawn.map((row, at) => (at === last ? clear : CLEAR_ROW) + row).join("\r\n");
    const cleared = extra > 0 ? `\r\n${clearRows(extra)}` : "";
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
