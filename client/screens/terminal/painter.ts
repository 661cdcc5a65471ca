import { cellsOf, clipCells } from "./glyphs.ts";
import { layout, type Row, type Typed } from "./layout.ts";

/** The size of a terminal, in cells. */
export interface Size {
  /** Cells in a row. */
  readonly columns: number;
  /** Rows on the screen. */
  readonly rows: number;
}

/** What stands below the log: lines that come and go, and the line being typed. */
export interface Block extends Typed {
  /** Plain lines above the prompt; each is cut to one row. */
  readonly hints: readonly string[];
}

/** Options of {@linkcode Painter}. */
export interface PainterOptions {
  /** Writes to the terminal. */
  write: (text: string) => void;
  /** The size of the terminal, as of now. */
  size: () => Size;
  /** Dresses the prompt. */
  dressPrompt: (prompt: string) => string;
  /** Dresses a line above the prompt. */
  dressHint: (hint: string) => string;
}

/** Hides the cursor, and shows it again. */
const CURSOR = { hidden: "\x1b[?25l", shown: "\x1b[?25h" } as const;

/** What dresses a line of the log; there are no other escape sequences in it. */
// deno-lint-ignore no-control-regex
const STYLES = /\x1b\[[\d;]*m/g;

/** Lines of the log kept to draw the screen anew; more than any terminal has rows. */
const KEPT_LINES = 500;

/**
 * Draws a log that grows at its end, and below it a block that is drawn again and again in place.
 * Works in the normal screen: what leaves it at the top is the terminal's to keep.
 */
export class Painter {
  readonly #options: PainterOptions;
  /** The rows of the block as they were drawn, down to the one with the cursor. */
  #above: number[] = [0];
  #size: Size;
  #log: string[] = [];

  /** Begins at the left edge of the row that the cursor is in. */
  constructor(options: PainterOptions) {
    this.#options = options;
    this.#size = options.size();
  }

  /**
   * Draws: new lines of the log, then the block; all in one write.
   *
   * @param lines New lines, dressed; a long one wraps by itself.
   * @param block The block; without one, nothing stands below the log.
   * @param rings Whether the bell rings.
   */
  paint(lines: readonly string[], block: Block | undefined, rings = false): void {
    const size = this.#options.size();
    const isResized = size.columns !== this.#size.columns || size.rows !== this.#size.rows;
    const parts = isResized ? this.#startOver(size) : [this.#erase()];
    this.#log.push(...lines);
    if (this.#log.length > 2 * KEPT_LINES) this.#log = this.#log.slice(-KEPT_LINES);
    for (const line of lines) parts.push(line, "\r\n");
    if (block) parts.push(this.#draw(block));
    else this.#above = [0];
    if (rings) parts.push("\x07");
    this.#write(parts.join(""));
  }

  /** Clears the screen, and draws the block at its top. */
  clear(block: Block): void {
    this.#log = [];
    this.#write(`\x1b[H\x1b[2J${this.#draw(block)}`);
  }

  /** Writes what draws; meanwhile the cursor is not to be seen jumping about. */
  #write(drawing: string): void {
    this.#options.write(`${CURSOR.hidden}${drawing}${CURSOR.shown}`);
  }

  #erase(): string {
    return `${up(this.#above.length - 1)}\r\x1b[J`;
  }

  /**
   * The size has changed, and terminals differ in what they make of rows that no longer fit: so
   * everything of ours that may be visible is drawn anew, and what stood above it is left alone.
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
    // The row is written once more up to the cursor: so the terminal itself counts its cells.
    return `${drawn.join("\r\n")}${up(rows.length - 1 - cursorRow)}\r${this.#dress(before)}`;
  }

  #dress({ prompt, line }: Row): string {
    return (prompt === "" ? "" : this.#options.dressPrompt(prompt)) + line;
  }
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : "";
}
