import { editedLine } from "./line_editing.ts";
import { TelnetFilter } from "./telnet_filter.ts";

/** Most bytes of a first line: a name has 80 at most, telnet's options come before it. */
const MAX_FIRST_LINE_BYTES = 512;

const LF = 0x0a;
const CR = 0x0d;
const LOSSY = new TextDecoder();
const STRICT = new TextDecoder("utf-8", { fatal: true });

/** First lines of programs, not of people. */
const PROGRAMS = /^(SSH-|[A-Z]{2,10} \S+ HTTP\/\d|PRI \*|EHLO |HELO |RTSP\/|\*\d+$)/;

/** Control characters that no keyboard sends in a line of text. */
// deno-lint-ignore no-control-regex
const BINARY = /[\x00-\x07\x0b\x0c\x0e-\x14\x16\x18-\x1a\x1c-\x1f]/;

/**
 * Judges whether a connection begins with a line that a person typed.
 *
 * @param first What has arrived so far.
 */
export function opensText(first: Uint8Array): "yes" | "no" | "more" {
  const { text } = new TelnetFilter().take(first);
  const end = text.findIndex((byte) => byte === LF || byte === CR);
  if (end >= 0) return isTyped(text.subarray(0, end)) ? "yes" : "no";
  const isLong = text.length > MAX_FIRST_LINE_BYTES;
  return isLong || isProgram(LOSSY.decode(text)) ? "no" : "more";
}

function isTyped(line: Uint8Array): boolean {
  try {
    return line.length <= MAX_FIRST_LINE_BYTES && !isProgram(STRICT.decode(line));
  } catch {
    return false;
  }
}

function isProgram(text: string): boolean {
  return BINARY.test(text) || PROGRAMS.test(text);
}

/**
 * Reads the name out of a first line.
 *
 * @param line The line as it arrived: `alice`, or `NAME alice`.
 * @returns The name; empty if the line is.
 *
 * @example
 * ```ts
 * import { nameInLine } from "./text_opening.ts";
 *
 * nameInLine("NAME alice"); // "alice"
 * ```
 */
export function nameInLine(line: string): string {
  const [, name] = /^(?:\/?name\s+)?(.*)$/is.exec(editedLine(line).trim())!;
  return name!;
}
