import type { Choices } from "../../session/step.ts";

/** Maximum number of choices shown, one per row. */
const MAX_ROWS = 8;

/** A replacement for the current word. */
export interface Replacement {
  /** Start of the word, in UTF-16 units. */
  readonly from: number;
  /** The replacement. */
  readonly text: string;
}

/**
 * The Tab key: the first press inserts what all choices have in common and shows them; each further
 * press inserts the next choice. Any other key ends it.
 */
export class Completion {
  readonly #choices: Choices;
  #next = 0;

  /** Begins with the choices for the current word. */
  constructor(choices: Choices) {
    this.#choices = choices;
  }

  /** Whether there are several choices. */
  get isOpen(): boolean {
    return this.#choices.options.length > 1;
  }

  /** What the first Tab inserts: the only choice, or their common beginning. */
  first(): Replacement {
    const { from, options } = this.#choices;
    return { from, text: options.map(({ value }) => value).reduce(commonStart) };
  }

  /** What the next Tab inserts. */
  next(): Replacement {
    const { from, options } = this.#choices;
    return { from, text: options[this.#next++ % options.length]!.value };
  }

  /** The choices, to be shown. */
  hints(): string[] {
    if (!this.isOpen) return [];
    const { options } = this.#choices;
    if (options.every(({ remark }) => remark === undefined)) {
      return [`  ${options.map(({ value }) => value.trim().replace(/:$/, "")).join("  ")}`];
    }
    const width = Math.max(...options.map(({ value }) => value.length));
    const rows = options.map(({ value, remark = "" }) => `  ${value.padEnd(width)}  ${remark}`);
    if (rows.length <= MAX_ROWS) return rows;
    return [...rows.slice(0, MAX_ROWS - 1), `  … and ${rows.length - MAX_ROWS + 1} more`];
  }
}

/** The common beginning of two texts, ignoring case, as the first one has it. */
function commonStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length]!.toLowerCase() === other[length]?.toLowerCase()) {
    length++;
  }
  return one.slice(0, length);
}
