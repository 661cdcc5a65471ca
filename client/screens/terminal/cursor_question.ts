import type { Cell, Size } from "./size.ts";

/** What a {@linkcode CursorQuestion} needs. */
export interface CursorQuestionOptions {
  /** Writes to the terminal. */
  write: (text: string) => void;
  /** Takes characters that were held back, and are no answer. */
  input: (text: string) => void;
}

/**
 * What size, and where is the cursor: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
 * Every terminal answers the second question, and so ends the answer to the first one.
 */
const QUESTION = "\x1b[18t\x1b[6n";
// deno-lint-ignore no-control-regex
const SIZE = /\x1b\[8;(\d{1,5});(\d{1,5})t/;
// deno-lint-ignore no-control-regex
const ANSWER = /\x1b\[(\d{1,5});(\d{1,5})R/;
// deno-lint-ignore no-control-regex
const BEGUN = /\x1b(?:\[[\d;]{0,13})?$/;

/** How long to wait for the answer, in ms. A terminal that does not know the question is silent. */
const ANSWER_MS = 300;

/** Asks the terminal where the cursor is. The answer comes with the input. */
export class CursorQuestion {
  readonly #options: CursorQuestionOptions;
  #answered?: (cell: Cell | undefined) => void;
  #held = "";
  #size?: Size;

  /** Asks nothing yet. */
  constructor(options: CursorQuestionOptions) {
    this.#options = options;
  }

  /** Asks. Returns nothing if no answer comes in time; one question is asked at a time. */
  async ask(): Promise<Cell | undefined> {
    const { promise, resolve } = Promise.withResolvers<Cell | undefined>();
    const timer = setTimeout(resolve, ANSWER_MS, undefined);
    this.#answered = resolve;
    this.#size = undefined;
    this.#options.write(QUESTION);
    const cell = await promise;
    clearTimeout(timer);
    this.cancel();
    return cell;
  }

  /** Takes the answer out of the input, and returns the rest. */
  take(text: string): string {
    if (this.#answered === undefined) return text;
    const all = this.#takeSize(this.#held + text);
    this.#held = "";
    const answer = ANSWER.exec(all);
    if (answer === null) return this.#holdBegun(all);
    this.#answered({ row: Number(answer[1]), column: Number(answer[2]), size: this.#size });
    this.#answered = undefined;
    return all.slice(0, answer.index) + all.slice(answer.index + answer[0].length);
  }

  /** Waits for no answer any more. */
  cancel(): void {
    this.#answered?.(undefined);
    this.#answered = undefined;
    const held = this.#held;
    this.#held = "";
    if (held !== "") this.#options.input(held);
  }

  #takeSize(text: string): string {
    const size = SIZE.exec(text);
    if (size === null) return text;
    this.#size = { rows: Number(size[1]), columns: Number(size[2]) };
    return text.replace(size[0], "");
  }

  /** Holds back what may be the beginning of the answer, and returns what is before it. */
  #holdBegun(text: string): string {
    const at = BEGUN.exec(text)?.index ?? text.length;
    this.#held = text.slice(at);
    return text.slice(0, at);
  }
}
