import { type Cut, type Edited, type Editing, insertText } from "./editing.ts";

/** How many texts are kept, as in GNU readline. */
const MAX_TEXTS = 10;

/** The text that was put back last, and where. */
interface Yanked {
  readonly from: number;
  readonly text: string;
  /** How many texts back it is. */
  readonly back: number;
}

/** What was cut from lines. Ctrl-Y puts it back, and Alt-Y then what was cut before it. */
export class KillRing {
  /** The latest last. */
  readonly #texts: string[] = [];
  #last: "cut" | "other" = "other";
  #yanked?: Yanked;

  /** Keeps what a key has cut. What keys cut one after the other is one text. */
  keep({ text, side }: Cut): void {
    const isNext = this.#last === "cut";
    this.#last = "cut";
    this.#yanked = undefined;
    if (text === "") return;
    const before = isNext ? this.#texts.pop() ?? "" : "";
    this.#texts.push(side === "before" ? text + before : before + text);
    if (this.#texts.length > MAX_TEXTS) this.#texts.shift();
  }

  /** Puts the latest text back. */
  yank(editing: Editing): Edited {
    return this.#put(editing, 0);
  }

  /** Puts the text before it in its place; nothing unless the last key was one of these two. */
  yankEarlier({ line, cursor }: Editing): Edited {
    if (!this.#yanked || this.#texts.length === 0) return { line, cursor };
    const { from, text, back } = this.#yanked;
    const without = line.slice(0, from) + line.slice(from + text.length);
    return this.#put({ line: without, cursor: from }, (back + 1) % this.#texts.length);
  }

  /** Notes that another key was pressed. */
  pause(): void {
    this.#last = "other";
    this.#yanked = undefined;
  }

  #put(editing: Editing, back: number): Edited {
    const text = this.#texts.at(-1 - back) ?? "";
    this.#last = "other";
    this.#yanked = { from: editing.cursor, text, back };
    return insertText(editing, text);
  }
}
