import { createInterface, type Interface } from "node:readline";
import { Readable, Writable } from "node:stream";
import { glyphs } from "./glyphs.ts";
import { asReadline, editByKey, KEY_SEQUENCES } from "./key_edits.ts";

/** Maximum number of lines in the history. */
export const MAX_TYPED_LINES = 1_000;

/** How far to look around the cursor for glyphs, in UTF-16 units. No glyph is longer. */
const REACH = 256;

/** Up, in both of its forms, and Ctrl-P. */
const BACK_IN_HISTORY: ReadonlySet<string> = new Set(["\x1b[A", "\x1bOA", "\x10"]);

/** Backspace, in both of its forms. */
const ERASE: ReadonlySet<string> = new Set(["\x7f", "\b"]);

/** The Delete key. */
const DELETE = "\x1b[3~";

/** The keys above, to be handled one by one. */
const APART = new RegExp(
  `(${[...KEY_SEQUENCES, ...BACK_IN_HISTORY, ...ERASE, DELETE].map(RegExp.escape).join("|")})`,
);

/** The events of the editor. */
export interface EditorHandlers {
  /** Enter: the whole line, including pasted line breaks. */
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

/** The parts of node:readline that are missing in its types. */
interface Readline extends Interface {
  line: string;
  cursor: number;
}

/** A key, as node:readline reports it. */
interface Key {
  readonly name?: string;
  readonly ctrl?: boolean;
}

/**
 * The editor of the current line. node:readline edits it (motions, words, kill and yank, history)
 * but draws nothing; the painter does.
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
    // This listener runs after that of readline, so the key has had its effect.
    this.#input.on("keypress", (_text: string | undefined, key: Key = {}) => {
      if (key.ctrl && key.name === "l") handlers.clear();
      this.#snap();
    });
  }

  /** What has been typed. */
  get line(): string {
    return this.#readline.line;
  }

  /** Position of the cursor, in UTF-16 units. It is never inside a glyph. */
  get cursor(): number {
    return this.#readline.cursor;
  }

  /**
   * Handles keys, as terminals encode them. They have had their effect when this returns. A Tab
   * must be passed alone: among other keys, readline treats it as part of a paste.
   */
  press(keys: string): void {
    for (const key of keys.split(APART)) {
      if (key !== "" && !this.#edit(key)) this.#press(asReadline(key));
    }
  }

  /** Inserts a text at the cursor. */
  insert(text: string): void {
    this.replace(this.cursor, text);
  }

  /** Replaces the text between a position and the cursor. */
  replace(from: number, text: string): void {
    const { line, cursor } = this.#readline;
    this.#readline.line = line.slice(0, from) + text + line.slice(cursor);
    this.#readline.cursor = from + text.length;
  }

  /** Clears the line. */
  drop(): void {
    this.#readline.line = "";
    this.#readline.cursor = 0;
  }

  /** Carries out a key that readline does not know; returns whether it was one. */
  #edit(key: string): boolean {
    const edited = editByKey(key, this);
    if (!edited) return false;
    this.#readline.line = edited.line;
    this.#readline.cursor = this.#lastCursor = edited.cursor;
    return true;
  }

  #press(key: string): void {
    const { line, cursor } = this;
    // There, readline searches for lines that begin like this one.
    if (BACK_IN_HISTORY.has(key)) this.#readline.cursor = line.length;
    // Readline deletes code points, and would leave an accent or half of an emoji.
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

  /** Moves the cursor further in its direction until it is between two glyphs. */
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

/** Moves a cursor out of a glyph, in the direction it went. */
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
