import type { OpenConsole, OperatorConsole } from "../../types/operator_console.d.ts";
import type { ChatServer } from "../chat_server.ts";
import { readOperatorCommand } from "../operator/operator_command.ts";
import { runsInBackground } from "./job_control.ts";
import type { Ending } from "./lifetime.ts";

/** How a server ends that its operator tells to. */
const QUIT: Ending = {
  code: 0,
  why: { code: "server-closing", message: "The operator has stopped the server" },
};

/** A server with its operator at the terminal, where the log appears too. */
export class OperatedServer {
  readonly #console: OperatorConsole;
  readonly #decoder = new TextDecoder();
  #isClosed = false;

  /** Takes over a console. */
  constructor(console: OperatorConsole) {
    this.#console = console;
  }

  /** Shows whole lines of the log. */
  write(lines: Uint8Array): Promise<number> {
    if (this.#isClosed) return Deno.stdout.write(lines);
    this.print(this.#decoder.decode(lines).replace(/\n$/, ""));
    return Promise.resolve(lines.length);
  }

  /** Shows a text. */
  print(text: string): void {
    this.#console.print(text);
  }

  /** Does what the operator types, until that is to stop. */
  async obey({ operator }: ChatServer): Promise<Ending> {
    for await (const line of this.#console.lines()) {
      const command = readOperatorCommand(line);
      if (command?.type === "quit") break;
      if (command) { for (const each of operator.carryOut(command)) this.print(each); }
    }
    this.close();
    return QUIT;
  }

  /** Gives the terminal back. The log is written to standard output from then on. */
  close(): void {
    this.#isClosed = true;
    this.#console.close();
  }
}

/** Takes the terminal, if the server runs on one, and in its foreground: else, nothing is read. */
export async function operatedFrom(open?: OpenConsole): Promise<OperatedServer | undefined> {
  if (!open || !Deno.stdin.isTerminal() || !Deno.stdout.isTerminal()) return undefined;
  if (await runsInBackground()) return undefined;
  const console = await open();
  return console && new OperatedServer(console);
}
