import { createInterface, type Interface } from "node:readline";
import { Readable, Writable } from "node:stream";
import type { Edited, Editing } from "./editing.ts";
import { eraseGlyph, snapToGlyph } from "./glyph_edits.ts";
import { editByKey } from "./key_edits.ts";
import { KillRing } from "./kill_ring.ts";
import { UndoStack } from "./undo_stack.ts";

/** Maximum number of lines in the history. */
export const MAX_TYPED_LINES = 1_000;

/** Up, in both of its forms, and Ctrl-P. */
const BACK_IN_HISTORY: ReadonlySet<string> = new Set(["\x1b[A", "\x1bOA", "\x10"]);

/** Backspace, in both of its forms. */
const ERASE: ReadonlySet<string> = new Set(["\x7f", "\b"]);

/** The Delete key. In a line that is not empty, Ctrl-D does the same. */
const DELETE = "\x1b[3~";
const CTRL_D = "\x04";

/** Enter and Ctrl-C: another line begins. */
const ENDS: ReadonlySet<string> = new Set(["\r", "\n", "\x03"]);

const CTRL_Y = "\x19";
const ALT_Y = "\x1by";
const UNDO = "\x1f";

/** Keys that are no text, to be handled one by one. */
const APART =
  // deno-lint-ignore no-control-regex
  /(\x1b{1,2}\[[0-9;]*[@-~]|\x1b{1,2}O[ -~]|\x1b[^]|[\x00-\x1f\x7f])/u;

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
  /** Ctrl-Z. */
  suspend: () => void;
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
 * The editor of the current line. node:readline decodes keys, and keeps the history; words, cut and
 * paste, and undo are those of GNU readline. The painter draws.
 */
export class Editor implements Editing {
  readonly #input = new Readable({ read() {} });
  readonly #readline: Readline;
  readonly #killed = new KillRing();
  readonly #undo = new UndoStack();
  /** Earlier lines, the latest first. */
  readonly #history: string[];
  #lastCursor = 0;

  /**
   * Begins with an empty line.
   *
   * @param history Earlier lines, the latest first.
   */
  constructor(handlers: EditorHandlers, history: readonly string[]) {
    this.#history = [...history];
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
    this.#readline.on("line", (line) => {
      this.#remember(line);
      handlers.line(line);
    });
    this.#readline.on("SIGINT", handlers.interrupt);
    this.#readline.on("SIGTSTP", handlers.suspend);
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

  /** The lines entered so far, and those given at the beginning; the latest first. */
  get history(): readonly string[] {
    return this.#history;
  }

  /**
   * Handles keys, as terminals encode them. They have had their effect when this returns. A Tab
   * must be passed alone: among other keys, readline treats it as part of a paste.
   */
  press(keys: string): void {
    for (const key of keys.split(APART)) {
      if (key === "") continue;
      const before = this.#copy();
      if (key === UNDO) this.#goBack();
      else if (!this.#edit(key)) this.#press(key);
      if (ENDS.has(key)) this.#undo.clear();
      else if (key !== UNDO) this.#undo.note(before, this);
    }
  }

  /** Inserts a text at the cursor. */
  insert(text: string): void {
    this.replace(this.cursor, text);
  }

  /** Replaces the text between a position and the cursor. */
  replace(from: number, text: string): void {
    const { line, cursor } = this;
    this.show({
      line: line.slice(0, from) + text + line.slice(cursor),
      cursor: from + text.length,
    });
  }

  /** Replaces the whole line. */
  show(editing: Editing): void {
    const before = this.#copy();
    this.#killed.pause();
    this.#set(editing);
    this.#undo.note(before, editing);
  }

  /** Clears the line. */
  drop(): void {
    this.#set({ line: "", cursor: 0 });
    this.#undo.clear();
  }

  /** Ends. */
  close(): void {
    this.#readline.close();
  }

  #goBack(): void {
    this.#killed.pause();
    this.#set(this.#undo.undo() ?? this);
  }

  #remember(line: string): void {
    if (line.trim() === "" || line === this.#history[0]) return;
    this.#history.unshift(line);
    if (this.#history.length > MAX_TYPED_LINES) this.#history.pop();
  }

  #copy(): Editing {
    return { line: this.line, cursor: this.cursor };
  }

  #set({ line, cursor }: Editing): void {
    this.#readline.line = line;
    this.#readline.cursor = this.#lastCursor = cursor;
  }

  /** Carries out a key that readline does not know, or has otherwise; returns whether it was one. */
  #edit(key: string): boolean {
    if (key === CTRL_Y) this.#set(this.#killed.yank(this));
    else if (key === ALT_Y) this.#set(this.#killed.yankEarlier(this));
    else {
      const edited = editByKey(key, this);
      if (!edited) return false;
      this.#take(edited);
    }
    return true;
  }

  #take(edited: Edited): void {
    if (edited.cut) this.#killed.keep(edited.cut);
    else this.#killed.pause();
    const { cursor } = this;
    this.#set(edited);
    this.#lastCursor = cursor;
    this.#snap();
  }

  #press(key: string): void {
    this.#killed.pause();
    // There, readline searches for lines that begin like this one.
    if (BACK_IN_HISTORY.has(key)) this.#readline.cursor = this.line.length;
    if (ERASE.has(key)) this.#set(eraseGlyph(this, "before"));
    else if (key === DELETE || (key === CTRL_D && this.line !== "")) {
      this.#set(eraseGlyph(this, "after"));
    } else this.#input.emit("data", key);
  }

  /** Moves the cursor further in its direction until it is between two glyphs. */
  #snap(): void {
    this.#readline.cursor = snapToGlyph(this, this.#lastCursor);
    this.#lastCursor = this.#readline.cursor;
  }
}
