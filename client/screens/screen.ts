import type { Adjustment, Completer, Line } from "../session/dialect.ts";

/** Where the user sees lines and types some: a terminal, or two pipes. */
export interface Screen {
  /** Shows a line. */
  print(line: Line): void;
  /** What stands before the line being typed, from now on. */
  setPrompt(prompt: string): void;
  /** Lines that stand between the log and the line being typed, redrawn in place: progress. */
  setStatus(lines: readonly string[]): void;
  /** Whether what is typed has to wait, as while the connection is lost; the prompt shows it. */
  setWaiting(waiting: boolean): void;
  /** Who knows what the Tab key is to do. */
  setCompleter(complete: Completer): void;
  /** Changes how it shows things. */
  adjust(change: Adjustment): void;
  /** The lines the user types, until there are no more. */
  lines(): AsyncIterable<string>;
  /** Gives the terminal back. */
  close(): void;
}
