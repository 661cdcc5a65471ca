/**
 * What keys do with words, as GNU readline does it: a word consists of letters and digits, except
 * for Ctrl-W, to which it is all up to a blank.
 *
 * @module
 */
import { cutPart, type Edited, type Editing } from "./editing.ts";

const LETTER = /[\p{L}\p{N}]/u;
const MARK = /\p{M}/u;
const BLANK = /\s/u;

/** Where the word before the cursor begins. */
export function wordStart({ line, cursor }: Editing): number {
  const before = [...line.slice(0, cursor)];
  let at = before.length;
  while (at > 0 && !LETTER.test(before[at - 1]!)) at--;
  while (at > 0 && (LETTER.test(before[at - 1]!) || MARK.test(before[at - 1]!))) at--;
  return before.slice(0, at).join("").length;
}

/** Where the word at the cursor, or the next one, ends. */
export function wordEnd({ line, cursor }: Editing): number {
  const { gap, word } = nextWord(line, cursor);
  return cursor + gap.length + word.length;
}

/** Cuts what is before the cursor, back to a blank: Ctrl-W. */
export function cutToBlank(editing: Editing): Edited {
  const { line, cursor } = editing;
  const before = [...line.slice(0, cursor)];
  let at = before.length;
  while (at > 0 && BLANK.test(before[at - 1]!)) at--;
  while (at > 0 && !BLANK.test(before[at - 1]!)) at--;
  return cutPart(editing, before.slice(0, at).join("").length, cursor);
}

/** Changes the rest of the word at the cursor, or the next word, and moves behind it. */
export function changeWord({ line, cursor }: Editing, change: (word: string) => string): Edited {
  const { gap, word } = nextWord(line, cursor);
  const end = cursor + gap.length + word.length;
  const changed = line.slice(0, cursor) + gap + change(word);
  return { line: changed + line.slice(end), cursor: changed.length };
}

/** Writes the first letter large and the others small. */
export function capitalize(word: string): string {
  const [first = "", ...rest] = word;
  return first.toUpperCase() + rest.join("").toLowerCase();
}

function nextWord(line: string, cursor: number): { gap: string; word: string } {
  const [, gap = "", word = ""] = NEXT_WORD.exec(line.slice(cursor))!;
  return { gap, word };
}

const NEXT_WORD = /^([^\p{L}\p{N}]*)((?:[\p{L}\p{N}]\p{M}*)*)/u;
