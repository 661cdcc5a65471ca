import type { Ask, ErrorBody, Notice, Result } from "../protocol/mod.ts";

/** How a request was answered. */
export type PlainOutcome = { readonly ok: Result } | { readonly error: ErrorBody };

/** What a plain session needs of whoever runs it. */
export interface PlainServices {
  /** Asks the server; `settle` gets the answer. */
  ask(ask: Ask, settle: (outcome: PlainOutcome) => void): void;
  /**
   * Shows a line.
   *
   * @param line Made printable; without its end. It may have further lines, all indented.
   */
  print(line: string): void;
  /** The time, in ms since 1970 UTC. */
  now(): number;
  /**
   * A link to download a shared file by; nothing if there is none.
   *
   * @param ticket Opens the file, on a server that gives none without.
   */
  linkTo(name: string, ticket: string): string | undefined;
}

/**
 * A user of the messenger dialect without a terminal: typed lines in, lines to show out. The client
 * makes it; main.ts hands it to the server, for people who have nothing but `nc` or `telnet`.
 */
export interface PlainSession {
  /** Takes what the server answered to `hello`: the name as taken, and the welcome. */
  welcome(name: string, text: string): void;
  /** Takes something that happened. */
  take(notice: Notice): void;
  /**
   * Takes a typed line.
   *
   * @returns Whether to go on: false once the user wants to leave. Resolves when the next line may
   * be taken.
   */
  type(line: string): Promise<boolean>;
  /** Resolves once every answer and every link that is due has been shown. */
  settled(): Promise<void>;
}

/** Makes a plain session. */
export type MakePlainSession = (services: PlainServices) => PlainSession;
