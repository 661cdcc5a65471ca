import type { Printable } from "../../protocol/mod.ts";
import type { ClientEvent } from "./events.ts";
import type { Line } from "./line.ts";
import type { Id, Steps } from "./step.ts";

/** The context of an event. */
export interface Context {
  /** The user's own name, if there is one. */
  readonly self?: string;
  /** The id of the line that led to the event, for programs. */
  readonly id?: Id;
}

/** What a dialect is made for. */
export interface DialectOptions {
  /**
   * Whether a person types on a terminal, who is shown what a command became, and asked in doubt.
   *
   * @default {true}
   */
  interactive?: boolean;
  /**
   * Most bytes of messages to keep to be looked up later; 0 for none.
   *
   * @default {8_388_608}
   */
  transcriptBytes?: number;
  /**
   * What a user gets who downloads: the file, or a link to it.
   *
   * @default {"files"}
   */
  downloads?: "files" | "links";
}

/**
 * A dialect decides what a typed line does and what an event prints. It uses no socket, file,
 * terminal or clock. To add one, write a module with a function that creates it, and add it to
 * `dialects/mod.ts`.
 */
export interface Dialect {
  /**
   * Whether the username of the command line is sent in `hello`, so that the program ends if it is
   * refused. Otherwise `login` takes it.
   */
  readonly namesInHello: boolean;
  /** Returns the steps that take the username of the command line, unless it is sent in `hello`. */
  login(username: string): Steps;
  /**
   * Returns the steps of a typed line.
   *
   * @param self The user's own name, if there is one.
   */
  read(line: string, self?: string): Steps;
  /** Returns the lines for an event. */
  render(event: ClientEvent, context?: Context): readonly Line[];
  /** Returns steps that end with the completions of the current line. */
  complete?(line: string, self?: string): Steps;
  /** Writes a line so that it is read as a text, whatever it begins with; as it is, by default. */
  literal?(line: string): string;
  /** Whether what a line does shows by itself what is sent, in place of the line as it was typed. */
  showsItself?(line: string): boolean;
  /** What stands before the line being typed, on a terminal. */
  prompt(name: string | undefined): Printable;
}
