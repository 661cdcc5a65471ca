import { type Printable, printableLines } from "../../protocol/mod.ts";

/** What a line is about. Times are in ms since 1970 UTC. */
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
   * `out` is for standard output. Off a terminal, `error` and `note` (about the connection) go to
   * standard error, with `chat: ` before them.
   */
  readonly kind: "out" | "note" | "error";
  /** One line, without its end. A message may have further lines, all indented. */
  readonly text: Printable;
  /** What the line is about, for a screen that can format it. */
  readonly about?: About;
  /** The receiver, if it is the user's own private message. */
  readonly to?: string;
  /** Why to alert the user: a mention, or a private message. */
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

/** Indents the further lines of a message, and nothing else. */
export const INDENT = "    ";

/**
 * Formats a message. Its further lines are indented, so that none looks like a message of another
 * user: a name has no white space.
 *
 * @param head Sender and receiver.
 * @param text The text, which is made printable here.
 */
export function said(head: string, text: string): Printable {
  return printableLines(`${head}: ${text}`).join(`\n${INDENT}`) as Printable;
}
