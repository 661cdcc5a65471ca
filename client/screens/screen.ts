import type { Printable } from "../../protocol/mod.ts";
import type { Line } from "../session/line.ts";
import type { Adjustment, Completer } from "../session/step.ts";

/** What a user does that matters before the lines typed are taken. */
export interface TypingHandlers {
  /** Another line has been typed; those before it may still wait. */
  entered(): void;
  /** There will be no more. */
  ended(): void;
}

/** Where the user sees lines and types some: a terminal, or two pipes. */
export interface Screen {
  /** Shows a line. */
  print(line: Line): void;
  /** What stands before the line being typed, from now on. */
  setPrompt(prompt: Printable): void;
  /** Lines that stand between the log and the line being typed, redrawn in place: progress. */
  setStatus(lines: readonly string[]): void;
  /** Whether what is typed has to wait, as while the connection is lost; the prompt shows it. */
  setWaiting(waiting: boolean): void;
  /** Who knows what the Tab key is to do. */
  setCompleter(complete: Completer): void;
  /** Changes how it shows things. */
  adjust(change: Adjustment): void;
  /**
   * The lines the user types, until there are no more.
   *
   * @param handlers Told of them as they come; without these, no more is read than is taken.
   */
  lines(handlers?: TypingHandlers): AsyncIterable<string>;
  /** Gives the terminal back. */
  close(): void;
}
