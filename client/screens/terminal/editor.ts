import { createInterface, type Interface } from "node:readline";
import { Readable, Writable } from "node:stream";
import { glyphs } from "./glyphs.ts";

/** Most lines that the arrow keys go back to. */
export const MAX_TYPED_LINES = 1_000;

/** How far to look around the cursor, in UTF-16 units: further than any glyph reaches. */
const REACH = 256;

/** Arrow up, in both of its forms, and Ctrl-P. */
const BACK_IN_HISTORY: ReadonlySet<string> = new Set(["\x1b[A", "\x1bOA", "\x10"]);

/** Backspace, in both of its forms. */
const ERASE: ReadonlySet<string> = new Set(["\x7f", "\b"]);

/** The Delete key. */
const DELETE = "\x1b[3~";

/** The keys above, to be taken one by one. */
const APART = new RegExp(
  `(${[...BACK_IN_HISTORY, ...ERASE, DELETE].map((key) => key.replace("[", "\\[")).join("|")})`,
);

/** What the editor tells of. */
export interface EditorHandlers {
  /** Enter: the whole line, with the line breaks of what was pasted into it. */
  line: (line: string) => void;
  /** Tab. */
  tab: () => void;
  /** Ctrl-C. */
  interrupt: () => void;
  /** Ctrl-D in an empty line. */
  end: () => void;
  /** Ctrl-L. */
  clear: () => void;
}

/** The parts of node:readline that its own types leave out. */
interface Readline extends Interface {
  line: string;
  cursor: number;
}

/** A key, as node:readline tells of it. */
interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
}

/**
 * The line being typed: node:readline edits it (motions, words, kill and yank, history), and draws
 * nothing; the painter does that.
 */
export class Editor {
  readonly #input = new Readable({ read() {} });
  readonly #readline: Readline;
  #lastCursor = 0;

  /**
   * Begins with an empty line.
   *
   * @param history Earlier lines, the latest first.
   */
  constructor(handlers: EditorHandlers, history: readonly string[]) {
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    this.#readline = createInterface({
      input: this.#input,
      output: nowhere,
      terminal: true,
      prompt: "",
      history: [...history],
      historySize: MAX_TYPED_LINES,
      completer: (line: string, done: (error: null, found: [string[], string]) => void) => {
        done(null, [[], line]);
        handlers.tab();
      },
    }) as Readline;
    this.#readline.on("line", handlers.line);
    this.#readline.on("SIGINT", handlers.interrupt);
    this.#readline.on("SIGTSTP", () => {});
    this.#readline.on("close", handlers.end);
    // Comes after readline's own listener: the key has had its effect.
    this.#input.on("keypress", (_text: string | undefined, key: Key = {}) => {
      if (key.ctrl && key.name === "l") handlers.clear();
      this.#snap();
    });
  }

  /** What has been typed. */
  get line(): string {
    return this.#readline.line;
  }

  /** Where the cursor is, in UTF-16 units; never inside of what a user takes for one character. */
  get cursor(): number {
    return this.#readline.cursor;
  }

  /**
   * Takes keys, as terminals encode them; they have had their effect when this returns. A Tab must
   * come alone: among other keys, readline takes it for a part of a paste.
   */
  press(keys: string): void {
    for (const key of keys.split(APART)) if (key !== "") this.#press(key);
  }

  /** Puts a text where the cursor is. */
  insert(text: string): void {
    this.replace(this.cursor, text);
  }

  /** Puts a text in place of what stands between a place and the cursor. */
  replace(from: number, text: string): void {
    const { line, cursor } = this.#readline;
    this.#readline.line = line.slice(0, from) + text + line.slice(cursor);
    this.#readline.cursor = from + text.length;
  }

  /** Empties the line. */
  drop(): void {
    this.#readline.line = "";
    this.#readline.cursor = 0;
  }

  #press(key: string): void {
    const { line, cursor } = this;
    // From there, readline looks for lines that begin like this one, and forgets what comes after.
    if (BACK_IN_HISTORY.has(key)) this.#readline.cursor = line.length;
    // Readline deletes code points, and would leave an accent, or half of a family, behind.
    const glyph = ERASE.has(key)
      ? glyphs(line.slice(Math.max(0, cursor - REACH), cursor)).at(-1)
      : key === DELETE
      ? glyphs(line.slice(cursor, cursor + REACH)).at(0)
      : undefined;
    if (!glyph) return void this.#input.emit("data", key);
    const from = key === DELETE ? cursor : cursor - glyph.text.length;
    this.#readline.cursor = from + glyph.text.length;
    this.replace(from, "");
    this.#lastCursor = from;
  }

  /** Moves the cursor on, in the direction it went, until it stands between two glyphs. */
  #snap(): void {
    const { line, cursor } = this.#readline;
    this.#readline.cursor = snap(line, cursor, this.#lastCursor);
    this.#lastCursor = this.#readline.cursor;
  }

  /** Ends. */
  close(): void {
    this.#readline.close();
  }
}

/** Moves a cursor out of what a user takes for one character, in the direction it went. */
function snap(line: string, cursor: number, before: number): number {
  let at = Math.max(0, cursor - REACH);
  for (const { text } of glyphs(line.slice(at, cursor + REACH))) {
    const end = at + text.length;
    if (cursor === at) return cursor;
    if (cursor < end) return cursor < before ? at : end;
    at = end;
  }
  return cursor;
}
