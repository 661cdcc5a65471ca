import type { Line } from "./dialect.ts";

/** Where the user sees lines and types some: a terminal, or two pipes. */
export interface Screen {
  /** Shows a line. */
  print(line: Line): void;
  /** What stands before the line being typed, from now on. */
  setPrompt(prompt: string): void;
  /** The lines the user types, until there are no more. */
  lines(): AsyncIterable<string>;
  /** Gives the terminal back. */
  close(): void;
}
