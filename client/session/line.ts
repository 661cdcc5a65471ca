import { type Printable, printableLines } from "../../protocol/mod.ts";

/** What happened, when, and by whom; times are in ms since 1970 UTC. */
export type About =
  | {
    readonly type: "message";
    readonly from: string;
    readonly text: string;
    readonly private?: boolean;
    readonly time: number;
  }
  | { readonly type: "joined" | "left"; readonly name: string; readonly time: number }
  | {
    readonly type: "renamed";
    readonly from: string;
    readonly to: string;
    readonly time: number;
  };

/** A line for the user. */
export interface Line {
  /**
   * `out` is for standard output. Off a terminal, `error` and `note` go to standard error, behind
   * `chat: `: what went wrong, and how the connection is, which no reader of the chat expects.
   */
  readonly kind: "out" | "note" | "error";
  /** One line, without its end. That of a message may have further lines, all indented. */
  readonly text: Printable;
  /** What the line tells of, for a screen that can dress it; without it, it is shown as it is. */
  readonly about?: About;
  /** Whom the user wrote this to, if it is a private message of the user's own. */
  readonly to?: string;
  /** Why the user should look: named by somebody, or written to privately. */
  readonly alert?: "mention" | "private";
}

/** A line for standard output. */
export function out(text: Printable): Line {
  return { kind: "out", text };
}

/** A line about the connection. */
export function note(text: Printable): Line {
  return { kind: "note", text };
}

/** A line for standard error. */
export function problem(text: Printable): Line {
  return { kind: "error", text };
}

/** Stands before every further line of a message, and before nothing else that is shown. */
export const INDENT = "    ";

/**
 * Writes down who says what. A text of several lines keeps them, but none of them can be taken for
 * what another user says: they are indented, and a name has no white space.
 *
 * @param head Who says it, to whom.
 * @param text Made printable here.
 */
export function said(head: string, text: string): Printable {
  return printableLines(`${head}: ${text}`).join(`\n${INDENT}`) as Printable;
}
