import type { Choices } from "../../session/step.ts";

/** Most choices shown, one a row. */
const MAX_ROWS = 8;

/** What a Tab puts where the word was. */
export interface Replacement {
  /** Where the word begins, in UTF-16 units. */
  readonly from: number;
  /** What comes in its place. */
  readonly text: string;
}

/**
 * What Tab does: the first puts in what is beyond doubt and shows the choices, each further one
 * puts in the next of them. Any other key ends it.
 */
export class Completion {
  readonly #choices: Choices;
  #next = 0;

  /** Begins with the choices for the word being typed. */
  constructor(choices: Choices) {
    this.#choices = choices;
  }

  /** Whether a further Tab has something to choose from. */
  get isOpen(): boolean {
    return this.#choices.options.length > 1;
  }

  /** What the first Tab puts in: the only choice, or what all of them begin with. */
  first(): Replacement {
    const { from, options } = this.#choices;
    return { from, text: options.map(({ value }) => value).reduce(commonStart) };
  }

  /** What the next Tab puts in. */
  next(): Replacement {
    const { from, options } = this.#choices;
    return { from, text: options[this.#next++ % options.length]!.value };
  }

  /** The choices, for the user to look at. */
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

/** What two texts begin with alike, in upper or lower case; as the first of them writes it. */
function commonStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length]!.toLowerCase() === other[length]?.toLowerCase()) {
    length++;
  }
  return one.slice(0, length);
}
