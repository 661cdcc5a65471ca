import type { Ask, ErrorBody, RequestType, Result } from "../../protocol/mod.ts";
import type { Line } from "./line.ts";

/** What a program calls something that it asks for, to know by what comes of it. */
export type Id = string | number;

/** When a bell rings: whenever somebody names the user or writes privately, only then, or never. */
export type BellMode = "on" | "off" | "private";

/** What a user may do to the screen by a command. */
export type Adjustment = { readonly clear: true } | { readonly bell: BellMode };

/** What the word being typed could become. */
export interface Choices {
  /** Where in the line that word begins, in UTF-16 units. */
  readonly from: number;
  /** What may stand in its place, likeliest first, with a remark for the user. */
  readonly options: readonly { readonly value: string; readonly remark?: string }[];
}

/** Finds what a line, typed up to the cursor, could go on with. */
export type Completer = (line: string) => Promise<Choices | undefined>;

/** A request, and what its answer leads to. */
export interface Question {
  /** Distinguishes it from other steps. */
  readonly type: "ask";
  /** The request. */
  readonly ask: Ask;
  /** What to do with the answer; by default, nothing. */
  readonly then?: (result: Result) => Steps;
  /**
   * What to do when refused, or undelivered (`connection-lost`); by default, the dialect shows the
   * event `refused` or `undelivered`.
   */
  readonly otherwise?: (error: ErrorBody) => Steps;
  /** Whether later lines may depend on the answer, and so wait for it. */
  readonly wait?: boolean;
  /** What the program calls it. */
  readonly id?: Id;
}

/** Downloads shared files, or ends downloads. */
export interface DownloadStep {
  /** Whether to download, or to end downloads. */
  readonly type: "get" | "cancel";
  /** A file, or a pattern for several. */
  readonly wanted: string;
  /** What follows, told whether all files are there, or some downloads were ended. */
  readonly then?: (worked: boolean) => Steps;
  /** What the program calls it, and whatever happens on the way. */
  readonly id?: Id;
}

/** One thing to be done next. */
export type Step =
  | { readonly type: "show"; readonly lines: readonly Line[] }
  | Question
  | DownloadStep
  /** Change the screen. */
  | { readonly type: "adjust"; readonly change: Adjustment }
  /** Offer completions; from `complete` alone. */
  | { readonly type: "offer"; readonly choices: Choices }
  /** Leave. */
  | { readonly type: "quit" };

/** What is to be done next, in this order. */
export type Steps = readonly Step[];

/** Shows lines. */
export function show(...lines: readonly Line[]): Steps {
  return lines.length === 0 ? [] : [{ type: "show", lines }];
}

/**
 * Asks the server.
 *
 * @param ask The request.
 * @param then What its answer leads to.
 * @param more Whether to wait, what a refusal leads to.
 */
export function question<T extends RequestType>(
  ask: Ask<T>,
  then?: (result: Result<T>) => Steps,
  more: Pick<Question, "otherwise" | "wait" | "id"> = {},
): Steps {
  return [{ type: "ask", ask: ask as Ask, then: then as Question["then"], ...more }];
}
