import { type Printable, printed } from "../../../protocol/mod.ts";
import type { Editing } from "./editing.ts";

/** Where a text was found. */
interface Place {
  /** The line, counted from the latest. */
  readonly row: number;
  /** Where in the line, in UTF-16 units. */
  readonly column: number;
}

/** A search for a text in the lines that were typed before: Ctrl-R, as GNU readline has it. */
export class HistorySearch {
  readonly #history: readonly string[];
  readonly #before: Editing;
  #wanted = "";
  #place?: Place;
  #hasFailed = false;

  /**
   * Begins without a text.
   *
   * @param history The lines, the latest first.
   * @param before What was typed so far; it stays as long as nothing is found.
   */
  constructor(history: readonly string[], before: Editing) {
    this.#history = history;
    this.#before = before;
  }

  /** What was typed before the search. */
  get before(): Editing {
    return this.#before;
  }

  /** The text that is searched for. */
  get wanted(): string {
    return this.#wanted;
  }

  /** The line that was found, with the cursor at the text. */
  get found(): Editing {
    if (!this.#place) return this.#before;
    return { line: this.#history[this.#place.row]!, cursor: this.#place.column };
  }

  /** What stands in place of the prompt. */
  get prompt(): Printable {
    const failed = this.#hasFailed ? "failed " : "";
    return printed`(${failed}reverse-i-search)\`${this.#wanted}': `;
  }

  /** Searches for more text, from where it is. */
  add(text: string): void {
    if (text === "") return;
    this.#wanted += text;
    this.#look(this.#place ?? LATEST, -1);
  }

  /** Searches for one character less. */
  erase(): void {
    this.#wanted = [...this.#wanted].slice(0, -1).join("");
    this.#hasFailed = false;
    if (this.#wanted !== "") this.#look(this.#place ?? LATEST, -1);
  }

  /** Finds the text further back. */
  older(): void {
    if (this.#wanted === "") return;
    if (!this.#place) return this.#look(LATEST, -1);
    const { row, column } = this.#place;
    this.#look(column > 0 ? { row, column: column - 1 } : { row: row + 1, column: Infinity }, -1);
  }

  /** Finds the text further on: Ctrl-S. */
  newer(): void {
    if (this.#wanted === "" || !this.#place) return;
    const { row, column } = this.#place;
    this.#look({ row, column: column + 1 }, 1);
  }

  /** Finds the text at a place or beyond. Stays where it is if the text is nowhere. */
  #look({ row: first, column: start }: Place, step: -1 | 1): void {
    const shown = this.#place && this.#history[this.#place.row];
    for (let row = first; row >= 0 && row < this.#history.length; row -= step) {
      const line = this.#history[row]!;
      if (row !== this.#place?.row && line === shown) continue;
      const from = row === first ? start : step < 0 ? Infinity : 0;
      const column = step < 0
        ? line.lastIndexOf(this.#wanted, from)
        : line.indexOf(this.#wanted, from);
      if (column < 0) continue;
      this.#place = { row, column };
      this.#hasFailed = false;
      return;
    }
    this.#hasFailed = true;
  }
}

/** Behind all that was typed. */
const LATEST: Place = { row: 0, column: Infinity };
