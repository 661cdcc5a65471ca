import { cellsOf, clipCells } from "./glyphs.ts";
import { layout, type Row, type Typed } from "./layout.ts";

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

/** The escape sequences in lines of the log. There are no others. */
// deno-lint-ignore no-control-regex
const STYLES = /\x1b\[[\d;]*m/g;

/** Number of log lines that are kept to redraw the screen. No terminal has more rows. */
const KEPT_LINES = 500;

/** UTF-16 units of the log kept, at least those of its last line; more than any screen has cells. */
const KEPT_UNITS = 1_000_000;

/**
 * Draws a log that grows at its end, and below it a block that is redrawn in place. It uses the
 * normal screen, so that lines that leave it at the top go to the terminal's scrollback.
 */
export class Painter {
  readonly #options: PainterOptions;
  /** The drawn rows of the block, down to the row with the cursor. */
  #above: number[] = [0];
  #size: Size;
  #log: string[] = [];
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
   * @param lines New formatted lines. The terminal wraps long ones.
   * @param block The block; without it, nothing is below the log.
   * @param rings Whether the bell rings.
   */
  paint(lines: readonly string[], block: Block | undefined, rings = false): void {
    const size = this.#options.size();
    const isResized = size.columns !== this.#size.columns || size.rows !== this.#size.rows;
    const parts = isResized ? this.#startOver(size) : [this.#erase()];
    this.#keep(lines);
    for (const line of lines) parts.push(line, "\r\n");
    if (block) parts.push(this.#draw(block));
    else this.#above = [0];
    if (rings) parts.push("\x07");
    this.#write(parts.join(""));
  }

  /** Keeps what may be visible: no terminal shows more of a line than its end. */
  #keep(lines: readonly string[]): void {
    for (const line of lines) {
      this.#log.push(line);
      this.#units += line.length;
    }
    if (this.#log.length <= 2 * KEPT_LINES && this.#units <= 2 * KEPT_UNITS) return;
    let first = Math.max(0, this.#log.length - KEPT_LINES);
    this.#units = this.#log.slice(first).reduce((sum, line) => sum + line.length, 0);
    while (this.#units > KEPT_UNITS && first < this.#log.length - 1) {
      this.#units -= this.#log[first++]!.length;
    }
    this.#log = this.#log.slice(first);
  }

  /** Clears the screen, and draws the block at its top. */
  clear(block: Block): void {
    this.#log = [];
    this.#units = 0;
    this.#write(`\x1b[H\x1b[2J${this.#draw(block)}`);
  }

  /** Writes a drawing, with the cursor hidden so that it does not flicker. */
  #write(drawing: string): void {
    this.#options.write(`${CURSOR.hidden}${drawing}${CURSOR.shown}`);
  }

  #erase(): string {
    return `${up(this.#above.length - 1)}\r\x1b[J`;
  }

  /**
   * Redraws everything of ours that may be visible, because terminals differ in what they do with
   * rows after a resize. What was above it is left alone.
   */
  #startOver(size: Size): string[] {
    this.#size = size;
    const rowsOf = (cells: number) => Math.max(1, Math.ceil(cells / size.columns));
    let rows = this.#above.reduce((sum, cells) => sum + rowsOf(cells), 0);
    let first = this.#log.length;
    const room = size.rows - 1;
    const visible = () => rows < room && first > 0;
    while (visible()) rows += rowsOf(cellsOf(this.#log[--first]!.replace(STYLES, "")));
    const parts = [`${up(Math.min(rows, size.rows) - 1)}\r\x1b[J`];
    for (const line of this.#log.slice(first)) parts.push(line, "\r\n");
    return parts;
  }

  #draw({ hints, ...typed }: Block): string {
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
    // The row is written again up to the cursor, so that the terminal itself finds its column.
    return `${drawn.join("\r\n")}${up(rows.length - 1 - cursorRow)}\r${this.#dress(before)}`;
  }

  #dress({ prompt, line }: Row): string {
    return (prompt === "" ? "" : this.#options.dressPrompt(prompt)) + line;
  }
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : "";
}
