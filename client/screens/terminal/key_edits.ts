import { cutPart, type Edited, type Editing, insertText } from "./editing.ts";
import { exchangeGlyphs } from "./glyph_edits.ts";
import { capitalize, changeWord, cutToBlank, wordEnd, wordStart } from "./words.ts";

type KeyEdit = (editing: Editing) => Edited | undefined;

const toWordStart: KeyEdit = (editing) => ({ line: editing.line, cursor: wordStart(editing) });
const toWordEnd: KeyEdit = (editing) => ({ line: editing.line, cursor: wordEnd(editing) });
const cutWordBefore: KeyEdit = (editing) => cutPart(editing, wordStart(editing), editing.cursor);
const breakLine: KeyEdit = (editing) => insertText(editing, "\n");
const lineUp: KeyEdit = (editing) => moveLine(editing, -1);
const lineDown: KeyEdit = (editing) => moveLine(editing, 1);

/** What keys do as GNU readline has it, where node:readline has it otherwise or not at all. */
const EDITS: Readonly<Record<string, KeyEdit>> = {
  "\x1bb": toWordStart, // Alt-B
  "\x1b[1;3D": toWordStart, // Alt-Left, in the forms of several terminals
  "\x1b\x1b[D": toWordStart,
  "\x1b[1;5D": toWordStart, // Ctrl-Left
  "\x1bf": toWordEnd, // Alt-F
  "\x1b[1;3C": toWordEnd, // Alt-Right
  "\x1b\x1b[C": toWordEnd,
  "\x1b[1;5C": toWordEnd, // Ctrl-Right
  "\x1b\x7f": cutWordBefore, // Alt-Backspace
  "\x1b\b": cutWordBefore,
  "\x1bd": (editing) => cutPart(editing, editing.cursor, wordEnd(editing)), // Alt-D
  "\x17": cutToBlank, // Ctrl-W
  "\x15": (editing) => cutPart(editing, 0, editing.cursor), // Ctrl-U
  "\x0b": (editing) => cutPart(editing, editing.cursor, editing.line.length), // Ctrl-K
  "\x1bu": (editing) => changeWord(editing, (word) => word.toUpperCase()),
  "\x1bl": (editing) => changeWord(editing, (word) => word.toLowerCase()),
  "\x1bc": (editing) => changeWord(editing, capitalize),
  "\x14": exchangeGlyphs, // Ctrl-T
  "\x1b\r": breakLine, // Alt-Enter
  "\x1b\n": breakLine,
  "\x1b[A": lineUp,
  "\x1bOA": lineUp,
  "\x1b[B": lineDown,
  "\x1bOB": lineDown,
};

/**
 * Carries out a key that node:readline does not know, as GNU readline does.
 *
 * @param key A key, as terminals encode it.
 * @returns The changed line; nothing if the key is readline's, as Up is in the first line of a block.
 *
 * @example
 * ```ts
 * import { editByKey } from "./key_edits.ts";
 *
 * editByKey("\x1bu", { line: "hello all", cursor: 6 }); // { line: "hello ALL", cursor: 9 }
 * ```
 */
export function editByKey(key: string, editing: Editing): Edited | undefined {
  return Object.hasOwn(EDITS, key) ? EDITS[key]!(editing) : undefined;
}

/** Moves to the line above or below in a block, into the same column if it has that. */
function moveLine({ line, cursor }: Editing, by: -1 | 1): Edited | undefined {
  const lines = line.split("\n");
  const above = line.slice(0, cursor).split("\n");
  const to = above.length - 1 + by;
  const target = lines[to];
  if (target === undefined) return undefined;
  const column = Math.min(above.at(-1)!.length, target.length);
  const start = lines.slice(0, to).reduce((sum, each) => sum + each.length + 1, 0);
  return { line, cursor: start + column };
}
