/** Marks that stand on the character before, and joiners: they take no column of their own. */
const NONE = /[\p{M}\u200b-\u200d\u2060\ufe00-\ufe0f]/u;

/** East Asian wide and full-width characters, and emoji: they take two columns. */
const TWO = new RegExp(
  "[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\ua960-\\ua97f\\uac00-\\ud7a3\\uf900-\\ufaff" +
    "\\ufe30-\\ufe6f\\uff00-\\uff60\\uffe0-\\uffe6\\u{20000}-\\u{3fffd}\\p{Emoji_Presentation}]",
  "u",
);

/**
 * Counts the columns that a text takes on a terminal.
 *
 * @param text One line without control characters.
 *
 * @example
 * ```ts
 * import { columnsOf } from "./columns.ts";
 *
 * columnsOf("naïve 日本"); // 10
 * ```
 */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += NONE.test(char) ? 0 : TWO.test(char) ? 2 : 1;
  return columns;
}
