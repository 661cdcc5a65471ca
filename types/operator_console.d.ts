/**
 * Where the operator of a server sees its log and types commands: a terminal. The client has what
 * that takes; main.ts hands it to the server.
 */
export interface OperatorConsole {
  /** Shows lines above what is being typed. */
  print(text: string): void;
  /** The lines that are typed, until the operator leaves. */
  lines(): AsyncIterable<string>;
  /** Gives the terminal back. */
  close(): void;
}

/** Takes the terminal; nothing if it can only be used like a pipe. */
export type OpenConsole = () => Promise<OperatorConsole | undefined>;
