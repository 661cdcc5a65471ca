/** A line that is typed, and the position of the cursor in it, in UTF-16 units. */
export interface Editing {
  /** The line; a block of several lines holds `\n`. */
  readonly line: string;
  /** Position of the cursor. */
  readonly cursor: number;
}

/** The keys that node:readline calls something else, and what it calls them. */
const AS_READLINE: Readonly<Record<string, string>> = {
  "\x1b[1;3D": "\x1bb", // Alt-Left
  "\x1b[1;3C": "\x1bf", // Alt-Right
  "\x1b\x7f": "\x17", // Alt-Backspace
  "\x1b\b": "\x17",
};

/** The keys of GNU readline that node:readline does not know, and what they do. */
const EDITS: Readonly<Record<string, (editing: Editing) => Editing | undefined>> = {
  "\x1b\r": ({ line, cursor }) => insert(line, cursor, "\n"), // Alt-Enter
  "\x1b\n": ({ line, cursor }) => insert(line, cursor, "\n"),
  "\x1bu": (editing) => changeWord(editing, (word) => word.toUpperCase()),
  "\x1bl": (editing) => changeWord(editing, (word) => word.toLowerCase()),
  "\x1bc": (editing) => changeWord(editing, capitalize),
  "\x14": transpose, // Ctrl-T
  "\x1b[A": (editing) => moveLine(editing, -1),
  "\x1bOA": (editing) => moveLine(editing, -1),
  "\x1b[B": (editing) => moveLine(editing, 1),
  "\x1bOB": (editing) => moveLine(editing, 1),
};

/** The sequences above, to be handled one by one; longer ones first. */
export const KEY_SEQUENCES: readonly string[] = [
  ...Object.keys(AS_READLINE),
  ...Object.keys(EDITS),
].sort((a, b) => b.length - a.length);

/**
 * Translates a key for node:readline.
 *
 * @param key A key, as terminals encode it.
 */
export function asReadline(key: string): string {
  return AS_READLINE[key] ?? key;
}

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
export function editByKey(key: string, editing: Editing): Editing | undefined {
  return Object.hasOwn(EDITS, key) ? EDITS[key]!(editing) : undefined;
}

function insert(line: string, cursor: number, text: string): Editing {
  return {
    line: line.slice(0, cursor) + text + line.slice(cursor),
    cursor: cursor + text.length,
  };
}

/** Changes the rest of the word at the cursor, or the next word, and moves behind it. */
function changeWord({ line, cursor }: Editing, change: (word: string) => string): Editing {
  const [, gap = "", word = ""] = /^([^\p{L}\p{N}]*)([\p{L}\p{N}]*)/u.exec(line.slice(cursor))!;
  const end = cursor + gap.length + word.length;
  const changed = line.slice(0, cursor) + gap + change(word);
  return { line: changed + line.slice(end), cursor: changed.length };
}

function capitalize(word: string): string {
  const [first = "", ...rest] = word;
  return first.toUpperCase() + rest.join("").toLowerCase();
}

/** Exchanges the characters around the cursor; at the end of the line, the last two. */
function transpose({ line, cursor }: Editing): Editing {
  const before = [...line.slice(0, cursor)];
  const after = [...line.slice(cursor)];
  if (after.length === 0 && before.length > 1) after.unshift(before.pop()!);
  const [left, right] = [before.pop(), after.shift()];
  if (left === undefined || right === undefined) return { line, cursor };
  const changed = before.join("") + right + left;
  return { line: changed + after.join(""), cursor: changed.length };
}

/** Moves to the line above or below in a block, into the same column if it has that. */
function moveLine({ line, cursor }: Editing, by: -1 | 1): Editing | undefined {
  const lines = line.split("\n");
  const above = line.slice(0, cursor).split("\n");
  const to = above.length - 1 + by;
  const target = lines[to];
  if (target === undefined) return undefined;
  const column = Math.min(above.at(-1)!.length, target.length);
  const start = lines.slice(0, to).reduce((sum, each) => sum + each.length + 1, 0);
  return { line, cursor: start + column };
}
