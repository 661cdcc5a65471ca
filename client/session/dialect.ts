import {
  type Ask,
  type ErrorBody,
  type Notice,
  printable,
  type RequestType,
  type Result,
} from "../../protocol/mod.ts";

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
  /**
   * One line, without its end; received parts already made printable. That of a message may have
   * further lines, all indented.
   */
  readonly text: string;
  /** What the line tells of, for a screen that can dress it; without it, it is shown as it is. */
  readonly about?: About;
  /** The same for programs; without it, they get the text. */
  readonly data?: Readonly<Record<string, unknown>>;
  /** Whom the user wrote this to, if it is a private message of the user's own. */
  readonly to?: string;
  /** Why the user should look: named by somebody, or written to privately. */
  readonly alert?: "mention" | "private";
  /** What a program calls the step that this line comes of. */
  readonly id?: Id;
}

/** Shows a line. */
export type Print = (line: Line) => void;

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
  /** The request. */
  readonly ask: Ask;
  /** What to do with the answer; by default, nothing. */
  readonly then?: (result: Result) => Step;
  /**
   * What to do when refused, or undelivered (`connection-lost`); by default, the sentence is shown
   * as an error.
   */
  readonly otherwise?: (error: ErrorBody) => Step;
  /** Whether later lines may depend on the answer, and so wait for it. */
  readonly wait?: boolean;
}

/** What is to be done next: any of these, in this order. */
export interface Step {
  /** Show lines. */
  readonly show?: readonly Line[];
  /** Ask the server. */
  readonly question?: Question;
  /** Download a shared file, or those that match a pattern. */
  readonly get?: string;
  /** End the download of a file, or of those that match a pattern. */
  readonly cancel?: string;
  /** What follows on `get` or `cancel`, told whether all are there, or some were ended. */
  readonly after?: (worked: boolean) => Step;
  /** What a program calls this step, and whatever follows on it. */
  readonly id?: Id;
  /** Change the screen. */
  readonly adjust?: Adjustment;
  /** Offer completions; from `complete` alone. */
  readonly choices?: Choices;
  /** Leave. */
  readonly quit?: boolean;
}

/**
 * A way to talk to the server: what a typed line asks for, and what an event prints. Knows no
 * socket, file, terminal or clock. To add one, write a module with a function that makes it, and
 * name it in `dialects/mod.ts`.
 */
export interface Dialect {
  /** Shown once the connection stands. */
  readonly banner: readonly Line[];
  /**
   * Whether the username of the command line goes into `hello`, so that a refused one ends the
   * program. If not, `login` is what takes it.
   */
  readonly namesInHello: boolean;
  /** What the username of the command line asks for, unless it goes into `hello`. */
  login(username: string): Step;
  /**
   * What a typed line asks for.
   *
   * @param self The user's own name, if there is one.
   */
  read(line: string, self?: string): Step;
  /**
   * What an event prints.
   *
   * @param self The user's own name, if there is one.
   */
  show(notice: Notice, self?: string): readonly Line[];
  /** What the line typed so far could go on with: a step that ends in `choices`. */
  complete?(line: string, self?: string): Step;
  /** What the server's welcome prints. */
  welcome(text: string): readonly Line[];
  /** What stands before the line being typed, on a terminal. */
  prompt(name: string | undefined): string;
}

/** A line for standard output. */
export function out(text: string): Line {
  return { kind: "out", text };
}

/** A line about the connection. */
export function note(text: string): Line {
  return { kind: "note", text };
}

/** A line for standard error. */
export function problem(text: string): Line {
  return { kind: "error", text };
}

/** Tells that a message did not reach anybody, and why. */
export function undelivered(ask: Ask, { message }: { message: string }): Step {
  const text = "text" in ask ? `: ${ask.text}` : "";
  const to = ask.type === "tell" ? ` to ${ask.to}` : "";
  return { show: [problem(printable(`Not delivered${to}${text} (${message})`))] };
}

/**
 * A step that asks the server.
 *
 * @param ask The request.
 * @param then What its answer leads to.
 * @param more Whether to wait, what a refusal leads to.
 */
export function question<T extends RequestType>(
  ask: Ask<T>,
  then?: (result: Result<T>) => Step,
  more: Pick<Question, "otherwise" | "wait"> = {},
): Step {
  return { question: { ask: ask as Ask, then: then as Question["then"], ...more } };
}
