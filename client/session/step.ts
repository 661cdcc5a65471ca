import type { Ask, ErrorBody, RequestType, Result } from "../../protocol/mod.ts";
import type { Line } from "./line.ts";

/** The id that a program gives a request, to recognize its results. */
export type Id = string | number;

/**
 * When to ring the bell: for mentions and private messages, for private messages only, or never.
 */
export type BellMode = "on" | "off" | "private";

/** A change of the screen by a command. */
export type Adjustment = { readonly clear: true } | { readonly bell: BellMode };

/** Completions of the current word. */
export interface Choices {
  /** Start of the word in the line, in UTF-16 units. */
  readonly from: number;
  /** Possible replacements, most likely first, with a remark for the user. */
  readonly options: readonly { readonly value: string; readonly remark?: string }[];
}

/** Finds completions for a line up to the cursor. */
export type Completer = (line: string) => Promise<Choices | undefined>;

/** What a screen asks about a line while it is being typed and entered. */
export interface TypingRules {
  /** Finds what the line, up to the cursor, could go on with. */
  complete(line: string): Promise<Choices | undefined>;
  /** Writes a line so that it is read as a text, whatever it begins with. */
  literal(line: string): string;
  /** Tells whether what a line does shows by itself what is sent. */
  showsItself(line: string): boolean;
}

/** A request, and what its answer leads to. */
export interface Question {
  /** Distinguishes it from other steps. */
  readonly type: "ask";
  /** The request. */
  readonly ask: Ask;
  /** Returns the steps after the answer; by default, there are none. */
  readonly then?: (result: Result) => Steps;
  /**
   * Returns the steps if it is refused, or undelivered (`connection-lost`). By default, the dialect
   * shows the event `refused` or `undelivered`.
   */
  readonly otherwise?: (error: ErrorBody) => Steps;
  /** Whether later lines wait for the answer, because they may depend on it. */
  readonly wait?: boolean;
  /** The id of a program's line. */
  readonly id?: Id;
}

/** Downloads shared files. */
export interface DownloadStep {
  /** Distinguishes it from other steps. */
  readonly type: "get";
  /** A file, or a pattern for several. */
  readonly wanted: string;
  /** What follows, told whether all files are there. */
  readonly then?: (isComplete: boolean) => Steps;
  /** What the program calls it, and whatever happens on the way. */
  readonly id?: Id;
}

/** Ends downloads. */
export interface CancelStep {
  /** Distinguishes it from other steps. */
  readonly type: "cancel";
  /** A file, or a pattern for several. */
  readonly wanted: string;
  /** What follows, told whether any downloads were ended. */
  readonly then?: (wasRunning: boolean) => Steps;
  /** What the program calls it. */
  readonly id?: Id;
}

/** One thing to be done next. */
export type Step =
  | { readonly type: "show"; readonly lines: readonly Line[] }
  | Question
  | DownloadStep
  | CancelStep
  /** Go on with the names of the downloads that run or wait; in `complete` alone. */
  | { readonly type: "running"; readonly then: (names: readonly string[]) => Steps }
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
