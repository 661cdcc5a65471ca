import type { Printable } from "../../protocol/mod.ts";
import type { ClientEvent } from "./events.ts";
import type { Line } from "./line.ts";
import type { Id, Steps } from "./step.ts";

/** What a dialect is told beside an event. */
export interface Context {
  /** The user's own name, if there is one. */
  readonly self?: string;
  /** What the program calls what led to the event. */
  readonly id?: Id;
}

/**
 * A way to talk to the server: what a typed line asks for, and what an event prints. Knows no
 * socket, file, terminal or clock. To add one, write a module with a function that makes it, and
 * name it in `dialects/mod.ts`.
 */
export interface Dialect {
  /**
   * Whether the username of the command line goes into `hello`, so that a refused one ends the
   * program. If not, `login` is what takes it.
   */
  readonly namesInHello: boolean;
  /** What the username of the command line asks for, unless it goes into `hello`. */
  login(username: string): Steps;
  /**
   * What a typed line asks for.
   *
   * @param self The user's own name, if there is one.
   */
  read(line: string, self?: string): Steps;
  /** What an event prints. */
  render(event: ClientEvent, context?: Context): readonly Line[];
  /** What the line typed so far could go on with: steps that end in an offer. */
  complete?(line: string, self?: string): Steps;
  /** What stands before the line being typed, on a terminal. */
  prompt(name: string | undefined): Printable;
}
