import { printableLines } from "../../protocol/mod.ts";

/** Stands before every further line of a message, and before nothing else that is shown. */
export const INDENT = "    ";

/**
 * Writes down who says what. A text of several lines keeps them, but none of them can be taken for
 * what another user says: they are indented, and a name has no white space.
 *
 * @param head Who says it, to whom.
 * @param text Made printable here.
 */
export function said(head: string, text: string): string {
  return printableLines(`${head}: ${text}`).join(`\n${INDENT}`);
}
