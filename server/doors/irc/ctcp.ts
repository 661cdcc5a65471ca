/**
 * What people do, in the words of IRC and of the room: CTCP ACTION, and a text that begins with `/me`.
 *
 * Source: https://modern.ircdocs.horse/ctcp.html
 *
 * @module
 */

const CTCP = "\x01";

/**
 * Turns what an IRC client sends into a text of the room.
 *
 * @param text The last parameter of PRIVMSG or NOTICE.
 * @returns The text, without bold, colours and the like; nothing if it is a CTCP other than ACTION.
 *
 * @example
 * ```ts
 * import { fromCtcp } from "./ctcp.ts";
 *
 * fromCtcp("\x01ACTION waves\x01"); // "/me waves"
 * ```
 */
export function fromCtcp(text: string): string | undefined {
  if (!text.startsWith(CTCP)) return plainText(text);
  // deno-lint-ignore no-control-regex
  const action = /^\x01ACTION (.*?)\x01?$/s.exec(text);
  return action ? `/me ${plainText(action[1]!)}` : undefined;
}

/**
 * Turns a line of the room into what an IRC client is sent.
 *
 * @param line The first line of a text, without control characters.
 */
export function toCtcp(line: string): string {
  return line.startsWith("/me ") ? `${CTCP}ACTION ${line.slice(4)}${CTCP}` : line;
}

/** Bytes that {@linkcode toCtcp} adds to a line at most. */
export const CTCP_BYTES = 5;

/** Bold, italics, underlined, struck, fixed width, reversed, reset; colours with their numbers. */
const FORMATTING =
  // deno-lint-ignore no-control-regex
  /[\x02\x1d\x1f\x1e\x11\x16\x0f]|\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04(?:[\da-f]{6}(?:,[\da-f]{6})?)?/gi;

/** The room's texts are plain: other doors would show the numbers of colours as text. */
function plainText(text: string): string {
  return text.replace(FORMATTING, "");
}
