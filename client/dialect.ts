import type { Ask, ErrorBody, Notice, RequestType, Result } from "../protocol/mod.ts";

/** A line for the user. */
export interface Line {
  /** `out` is for standard output, `error` for standard error, behind `chat: `. */
  readonly kind: "out" | "error";
  /** One line, without its end; received parts already made printable. */
  readonly text: string;
}

/** A request, and what its answer leads to. */
export interface Question {
  /** The request. */
  readonly ask: Ask;
  /** What to do with the answer; by default, nothing. */
  readonly then?: (result: Result) => Step;
  /** What to do when refused; by default, the server's sentence is shown as an error. */
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
  /** Download a shared file. */
  readonly get?: string;
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
  /** What a typed line asks for. */
  read(line: string): Step;
  /** What an event prints. */
  show(notice: Notice): readonly Line[];
  /** What the server's welcome prints. */
  welcome(text: string): readonly Line[];
  /** What stands before the line being typed, on a terminal. */
  prompt(name: string | undefined): string;
}

/** A line for standard output. */
export function out(text: string): Line {
  return { kind: "out", text };
}

/** A line for standard error. */
export function problem(text: string): Line {
  return { kind: "error", text };
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
