import { printableLines } from "../../../protocol/mod.ts";

/** Maximum number of lines of a text. A link leads to the rest. */
export const MAX_TEXT_LINES = 10;

/** A text, cut for IRC. */
export interface SplitText {
  /** The lines, in order: each has at least one character and no control characters. */
  readonly lines: readonly string[];
  /** How many lines there are beyond them. */
  readonly more: number;
}

/**
 * Cuts a text into lines that IRC can carry: at line breaks, at spaces if one is near the end, else
 * between code points. Empty lines are left out, as IRC has none.
 *
 * @param text What somebody said.
 * @param maxBytes Most bytes of a line in UTF-8, 4 or more.
 * @param maxLines Most lines.
 *
 * @example
 * ```ts
 * import { splitText } from "./split_text.ts";
 *
 * splitText("one two\nthree", 5).lines; // ["one ", "two", "three"]
 * ```
 */
export function splitText(
  text: string,
  maxBytes: number,
  maxLines: number = MAX_TEXT_LINES,
): SplitText {
  const lines: string[] = [];
  let more = 0;
  for (const line of printableLines(text)) {
    for (let rest: string = line; rest !== "";) {
      const length = fittingLength(rest, maxBytes);
      if (lines.length < maxLines) lines.push(rest.slice(0, length));
      else more++;
      rest = rest.slice(length);
    }
  }
  return { lines, more };
}

/** How many UTF-16 units of a text to take: all, or as many as fit. */
function fittingLength(text: string, maxBytes: number): number {
  if (text.length * 3 <= maxBytes) return text.length;
  const end = unitsWithin(text, maxBytes);
  if (end === text.length) return end;
  const space = text.lastIndexOf(" ", end - 1);
  return space >= end * 2 / 3 ? space + 1 : end;
}

/** How many UTF-16 units of a text, in whole code points, take at most so many bytes of UTF-8. */
function unitsWithin(text: string, maxBytes: number): number {
  let bytes = 0;
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes > maxBytes) return at;
    at += code < 0x10000 ? 1 : 2;
  }
  return text.length;
}
