import type { Printable } from "../../protocol/mod.ts";
import type { Line } from "../session/line.ts";
import type { Adjustment, TypingRules } from "../session/step.ts";

/** Handlers for what a user types before it is read. */
export interface TypingHandlers {
  /** A line has been typed. Earlier ones may still wait. */
  entered(): void;
  /** There are no more lines. */
  ended(): void;
}

/** Where the user reads and types lines: a terminal, or two pipes. */
export interface Screen {
  /** Shows a line. */
  print(line: Line): void;
  /** Sets the prompt. */
  setPrompt(prompt: Printable): void;
  /** Sets the lines between the log and the prompt, for progress. */
  setStatus(lines: readonly string[]): void;
  /**
   * Sets whether typed lines have to wait, as while the connection is lost. The prompt shows it.
   */
  setWaiting(waiting: boolean): void;
  /** Takes what knows about lines while they are typed. */
  setRules(rules: TypingRules): void;
  /** Changes how it shows things. */
  adjust(change: Adjustment): void;
  /**
   * Returns the lines that the user types, until there are no more.
   *
   * @param handlers Called as lines arrive. Without them, lines are read only when needed.
   */
  lines(handlers?: TypingHandlers): AsyncIterable<string>;
  /** Restores the terminal. */
  close(): void;
}
