/**
 * What a message may say, and how anything received is made safe to show.
 *
 * @module
 */
import { ProtocolError } from "./errors.ts";
import { MAX_TEXT_CHARS } from "./limits.ts";

/**
 * Tells whether a text has more than so many characters (Unicode code points), without counting
 * those of a text that is far too long.
 *
 * @param text Any string.
 * @param limit Most characters, 0 or more.
 */
export function isLongerThan(text: string, limit: number): boolean {
  if (text.length <= limit) return false;
  if (text.length > 2 * limit) return true;
  let count = 0;
  for (const _ of text) count++;
  return count > limit;
}

/**
 * Cuts a text that is too long.
 *
 * @param text Any string.
 * @param limit Most characters to keep, 1 or more; the last one becomes an ellipsis.
 *
 * @example
 * ```ts
 * import { clip } from "./text.ts";
 *
 * clip("abcdef", 4); // "abc…"
 * ```
 */
export function clip(text: string, limit: number): string {
  if (!isLongerThan(text, limit)) return text;
  return `${[...text.slice(0, 2 * limit)].slice(0, limit - 1).join("")}…`;
}

/**
 * Checks the text of a message.
 *
 * @param text What somebody wants to say.
 * @returns The same text.
 * @throws {ProtocolError} `text-bad` unless it has 1 to 65,535 characters (chatroom assignment).
 */
export function checkText(text: string): string {
  if (text === "") throw new ProtocolError("text-bad", "A text has at least 1 character");
  if (isLongerThan(text, MAX_TEXT_CHARS)) {
    throw new ProtocolError("text-bad", `A text has at most ${MAX_TEXT_CHARS} characters`);
  }
  return text;
}

/**
 * Escape sequences (ECMA-48): with a string in them and its end; control sequences; the short ones.
 * No class holds what begins a sequence, so that no text takes more than one look at each character.
 */
const ESCAPES =
  // deno-lint-ignore no-control-regex
  /(?:\x1b[P\]X^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f\r\n]*(?:\x07|\x1b\\|\x9c)|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]/g;

/** Control characters but the tab; direction overrides and isolates; separators that break a line. */
const UNSAFE =
  // deno-lint-ignore no-control-regex
  /[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** What breaks a line. */
const BREAK = /\r\n|[\r\n\u2028\u2029]/g;

/** Most lines that a text is shown on; one without a break can fill more rows than that anyway. */
const MAX_LINES = 500;

/**
 * Makes received text safe for a terminal: escape sequences go whole, then every other control
 * character; a line break becomes one space, so that nobody can forge a line of somebody else's.
 *
 * @param text Anything a peer sent: a text, a name, a file name, an error sentence.
 * @returns One line without control characters.
 *
 * @example
 * ```ts
 * import { printable } from "./text.ts";
 *
 * printable("\x1b[31mred\x07\nbob: forged"); // "red bob: forged"
 * ```
 */
export function printable(text: string): string {
  return text.replace(ESCAPES, "").replace(BREAK, " ")
    .replace(UNSAFE, "").toWellFormed();
}

/**
 * Makes received text safe for a terminal, and keeps its line breaks, but for those at its end. To
 * be shown with all lines but the first one indented, so that none can be taken for another user's.
 *
 * @param text Anything a peer sent that may have several lines: the text of a message.
 * @returns One to 500 {@linkcode printable} lines; what breaks there are beyond are spaces.
 *
 * @example
 * ```ts
 * import { printableLines } from "./text.ts";
 *
 * printableLines("def f():\r\n  return\x07 1\n"); // ["def f():", "  return 1"]
 * ```
 */
export function printableLines(text: string): string[] {
  const lines = text.split(BREAK);
  while (lines.length > 1 && lines.at(-1) === "") lines.pop();
  const last = lines.splice(MAX_LINES - 1).join("\n");
  return [...lines, ...last === "" ? [] : [last]].map(printable);
}

/** What JSON may hold as it is, and a terminal had better not see. */
const UNSAFE_IN_JSON = /[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * Writes an object as one line of JSON, in which nothing can move a terminal's cursor or turn the
 * direction of its text.
 *
 * @example
 * ```ts
 * import { toJson } from "./text.ts";
 *
 * toJson({ text: "\x9b2J" }); // '{"text":"\\u009b2J"}'
 * ```
 */
export function toJson(value: object): string {
  return JSON.stringify(value).replace(
    UNSAFE_IN_JSON,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
