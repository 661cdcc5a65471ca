/**
 * Dates as HTTP writes them: RFC 9110 section 5.6.7.
 *
 * @module
 */

const TIME = String.raw`\d{2}:\d{2}:\d{2}`;

/** The form that is written today, and the two that were before: of RFC 850, and of C's asctime. */
const FORMS = [
  `[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} ${TIME} GMT`,
  `[A-Z][a-z]{5,8}, \\d{2}-[A-Z][a-z]{2}-\\d{2} ${TIME} GMT`,
  `[A-Z][a-z]{2} [A-Z][a-z]{2} [ \\d]\\d ${TIME} \\d{4}`,
].map((form) => new RegExp(`^${form}$`));

/**
 * Writes a date.
 *
 * @param ms Time in ms since 1970 UTC; what is less than a second is dropped.
 *
 * @example
 * ```ts
 * import { formatHttpDate } from "./http_date.ts";
 *
 * formatHttpDate(784_111_777_000); // "Sun, 06 Nov 1994 08:49:37 GMT"
 * ```
 */
export function formatHttpDate(ms: number): string {
  return new Date(ms).toUTCString();
}

/**
 * Reads a date.
 *
 * @param text A header field.
 * @returns Time in ms since 1970 UTC, whole seconds; undefined if it is no date.
 */
export function parseHttpDate(text: string): number | undefined {
  if (!FORMS.some((form) => form.test(text))) return undefined;
  const ms = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(ms) ? undefined : ms;
}
