/**
 * The rules for texts, and how received text is made safe to show.
 *
 * @module
 */
import { ProtocolError } from "./errors.ts";
import { MAX_FIND_CHARS, MAX_TEXT_CHARS } from "./limits.ts";

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
 * Shortens a text that is too long.
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
 * Checks a text to find.
 *
 * @param text What somebody looks for.
 * @returns The same text.
 * @throws {ProtocolError} `text-bad` unless it has a word in it, and at most 256 characters.
 */
export function checkFind(text: string): string {
  if (text.trim() === "") throw new ProtocolError("text-bad", "A text to find has a word in it");
  if (isLongerThan(text, MAX_FIND_CHARS)) {
    throw new ProtocolError("text-bad", `A text to find has at most ${MAX_FIND_CHARS} characters`);
  }
  return text;
}

/**
 * Escape sequences (ECMA-48): those with a string, control sequences, and short ones. No class
 * contains a character that begins a sequence, so every character is read only once.
 */
const ESCAPES =
  // deno-lint-ignore no-control-regex
  /(?:\x1b[P\]X^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f\r\n]*(?:\x07|\x1b\\|\x9c)|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]/g;

/**
 * Control characters except the tab, direction overrides and isolates, line and paragraph
 * separators.
 */
const UNSAFE =
  // deno-lint-ignore no-control-regex
  /[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Most texts: nothing in them has to go. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Line breaks. */
const BREAK = /\r\n|[\r\n\u2028\u2029]/g;

/** Maximum number of lines of a text. (A text without line breaks can fill more rows than that.) */
const MAX_LINES = 500;

/** Marks a {@linkcode Printable}. It exists in types only. */
export declare const IS_PRINTABLE: unique symbol;

/** A text that is safe to show on a terminal: nothing received is in it as it came. */
export type Printable = string & { readonly [IS_PRINTABLE]: true };

/**
 * Makes a sentence out of words of the program's own and values from elsewhere, each of which is made
 * printable before it is put in: nothing in a value can do anything to the words around it.
 *
 * @example
 * ```ts
 * import { printed } from "./text.ts";
 *
 * printed`Download of ${"x\x1b["} failed`; // "Download of x failed"
 * ```
 */
export function printed(
  words: TemplateStringsArray,
  ...values: readonly (string | number)[]
): Printable {
  return String.raw({ raw: words }, ...values.map((value) => printable(`${value}`))) as Printable;
}

/**
 * Makes received text safe for a terminal: removes escape sequences and control characters, and
 * replaces line breaks with spaces, so that nobody can forge a line of somebody else.
 *
 * @param text Anything that a peer sent: a text, a name, a file name, an error sentence.
 * @returns One line without control characters.
 *
 * @example
 * ```ts
 * import { printable } from "./text.ts";
 *
 * printable("\x1b[31mred\x07\nbob: forged"); // "red bob: forged"
 * ```
 */
export function printable(text: string): Printable {
  if (PLAIN.test(text)) return text as Printable;
  return text.replace(ESCAPES, "").replace(BREAK, " ")
    .replace(UNSAFE, "").toWellFormed() as Printable;
}

/**
 * Makes received text safe for a terminal and keeps its line breaks, except those at its end.
 * Indent all lines but the first, so that none looks like a message of another user.
 *
 * @param text Text of a message, which may have several lines.
 * @returns 1 to 500 {@linkcode printable} lines. Further line breaks become spaces.
 *
 * @example
 * ```ts
 * import { printableLines } from "./text.ts";
 *
 * printableLines("def f():\r\n  return\x07 1\n"); // ["def f():", "  return 1"]
 * ```
 */
export function printableLines(text: string): Printable[] {
  const lines = text.split(BREAK);
  while (lines.length > 1 && lines.at(-1) === "") lines.pop();
  const last = lines.splice(MAX_LINES - 1).join("\n");
  return [...lines, ...last === "" ? [] : [last]].map(printable);
}

/** Characters that JSON may contain unescaped, but that could control a terminal. */
const UNSAFE_IN_JSON = /[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * Writes an object as one line of JSON in which characters that could control a terminal are
 * escaped.
 *
 * @example
 * ```ts
 * import { toJson } from "./text.ts";
 *
 * toJson({ text: "\x9b2J" }); // '{"text":"\\u009b2J"}'
 * ```
 */
export function toJson(value: object): Printable {
  return JSON.stringify(value).replace(
    UNSAFE_IN_JSON,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  ) as Printable;
}
