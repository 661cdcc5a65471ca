/**
 * The tags before an IRC message: `@time=2026-11-21T12:00:00.000Z;+typing=active`.
 *
 * Source: https://ircv3.net/specs/extensions/message-tags
 *
 * @module
 */

/** Tags by key; a tag without a value has the empty string. */
export type MessageTags = ReadonlyMap<string, string>;

/** Tags of a message that has none. */
export const NO_TAGS: MessageTags = new Map<string, string>();

/** What stands for each character that a value cannot hold. */
const ESCAPES: Readonly<Record<string, string>> = {
  ";": "\\:",
  " ": "\\s",
  "\\": "\\\\",
  "\r": "\\r",
  "\n": "\\n",
};

const UNESCAPES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ESCAPES).map(([char, escape]) => [escape[1]!, char]),
);

/**
 * Reads tags.
 *
 * @param text What stands between `@` and the first space. The last of two tags with one key counts.
 *
 * @example
 * ```ts
 * import { parseTags } from "./message_tags.ts";
 *
 * parseTags("label=1;+typing=a\\sb").get("+typing"); // "a b"
 * ```
 */
export function parseTags(text: string): MessageTags {
  const tags = new Map<string, string>();
  for (const tag of text.split(";")) {
    const equals = tag.indexOf("=");
    const key = equals < 0 ? tag : tag.slice(0, equals);
    if (key !== "") tags.set(key, equals < 0 ? "" : unescapeValue(tag.slice(equals + 1)));
  }
  return tags;
}

/**
 * Writes tags.
 *
 * @returns What stands between `@` and the first space; empty if there are no tags.
 *
 * @example
 * ```ts
 * import { formatTags } from "./message_tags.ts";
 *
 * formatTags(new Map([["+typing", "a b"], ["bot", ""]])); // "+typing=a\\sb;bot"
 * ```
 */
export function formatTags(tags: MessageTags): string {
  const parts: string[] = [];
  for (const [key, value] of tags) {
    parts.push(value === "" ? key : `${key}=${escapeValue(value)}`);
  }
  return parts.join(";");
}

function escapeValue(value: string): string {
  return value.replace(/[; \\\r\n]/g, (char) => ESCAPES[char]!);
}

/** A backslash at the end, or before any other character, is dropped. */
function unescapeValue(value: string): string {
  if (!value.includes("\\")) return value;
  return value.replace(/\\(.?)/gsu, (_, char: string) => UNESCAPES[char] ?? char);
}
