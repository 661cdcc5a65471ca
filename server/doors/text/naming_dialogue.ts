import { type Ask, PROTOCOL_VERSION, type Result } from "../../../protocol/mod.ts";
import type { PlainOutcome } from "../../../types/plain_session.d.ts";
import { nameInLine } from "./text_opening.ts";

/** Options of {@linkcode NamingDialogue}. */
export interface NamingDialogueOptions {
  /** Asks the room, and calls `settle` with what became of it. */
  readonly ask: (ask: Ask, settle: (outcome: PlainOutcome) => void) => void;
  /** Prints a line. */
  readonly print: (line: string) => void;
  /** Told which name was taken, and the greeting of the room. */
  readonly onNamed: (name: string, welcome: string) => void;
}

/** Asks a person for a name until one is taken, and for the password if the server has one. */
export class NamingDialogue {
  readonly #options: NamingDialogueOptions;
  /** The name to take once the password is typed. */
  #lockedName?: string;

  /** Begins; the first line is a name. */
  constructor(options: NamingDialogueOptions) {
    this.#options = options;
  }

  /** Takes a line: a name, or the password if it was asked for. */
  async take(line: string): Promise<void> {
    if (this.#lockedName === undefined) await this.#takeName(nameInLine(line));
    else await this.#takePassword(line, this.#lockedName);
  }

  async #takeName(name: string): Promise<void> {
    if (name === "") return this.#options.print("Type your name and press Enter.");
    const hello = { type: "hello", version: PROTOCOL_VERSION, name } as const;
    // Not after the answer, but with it: what follows it is printed below the greeting.
    await this.#ask(hello, (outcome) => this.#answered(name, outcome));
  }

  #answered(name: string, outcome: PlainOutcome): void {
    const { print, onNamed } = this.#options;
    if ("ok" in outcome) {
      const { name: taken, welcome } = outcome.ok as Result<"hello">;
      onNamed(taken!, welcome);
    } else if (outcome.error.code === "password-needed") {
      this.#lockedName = name;
      print("This server asks for a password. Type it and press Enter.");
    } else {
      print(`chat: ${outcome.error.message}. Type another name and press Enter.`);
    }
  }

  /** Takes the password, and then the name that was typed before it. */
  async #takePassword(password: string, name: string): Promise<void> {
    this.#lockedName = undefined;
    const outcome = await this.#ask({ type: "unlock", password }, (outcome) => {
      if ("error" in outcome) this.#options.print(`chat: ${outcome.error.message}.`);
    });
    if ("ok" in outcome) await this.#takeName(name);
  }

  #ask(ask: Ask, take: (outcome: PlainOutcome) => void): Promise<PlainOutcome> {
    const { promise, resolve } = Promise.withResolvers<PlainOutcome>();
    this.#options.ask(ask, (outcome) => {
      take(outcome);
      resolve(outcome);
    });
    return promise;
  }
}
