import process from "node:process";
import { createInterface, cursorTo, type Interface, moveCursor } from "node:readline";
import type { Line } from "./dialect.ts";
import type { Screen } from "./screen.ts";

/** A terminal with line editing: what arrives is printed above the line being typed. */
export class TerminalScreen implements Screen {
  readonly #input: Interface & { prevRows?: number };
  #status: readonly string[] = [];
  #drawn = 0;
  #closed = false;

  /** Takes the terminal. */
  constructor() {
    this.#input = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: true,
      prompt: "",
    });
    this.#input.on("SIGINT", () => this.#input.close());
    this.#input.on("close", () => {
      this.#erase();
      this.#closed = true;
    });
  }

  /** Clears the line being typed, prints, and puts the line back. */
  print({ kind, text }: Line): void {
    if (!this.#closed) this.#erase();
    process.stdout.write(`${kind === "error" ? `chat: ${text}` : text}\n`);
    this.#draw();
  }

  /** Shows another prompt. */
  setPrompt(prompt: string): void {
    this.#input.setPrompt(prompt);
    if (!this.#closed) this.#erase();
    this.#draw();
  }

  /** Shows other lines above the prompt. */
  setStatus(lines: readonly string[]): void {
    if (!this.#closed) this.#erase();
    this.#status = lines;
    this.#draw();
  }

  /** Changes nothing yet. */
  setWaiting(): void {}

  /** Changes nothing yet. */
  setCompleter(): void {}

  /** Changes nothing yet. */
  adjust(): void {}

  /** The lines typed, until Ctrl-C or Ctrl-D. */
  async *lines(): AsyncIterable<string> {
    for await (const line of this.#input) yield line;
  }

  /** Gives the terminal back, with the cursor on a line of its own. */
  close(): void {
    if (!this.#closed) this.#input.close();
  }

  #draw(): void {
    if (this.#closed) return;
    for (const line of this.#status) process.stdout.write(`${line}\n`);
    this.#drawn = this.#status.length;
    this.#input.prompt(true);
  }

  /** Clears every row that status, prompt and typed text take. */
  #erase(): void {
    const { rows } = this.#input.getCursorPos();
    moveCursor(process.stdout, 0, -rows - this.#drawn);
    cursorTo(process.stdout, 0);
    process.stdout.write("\x1b[J");
    // Else readline goes up once more, over what is printed here, when it draws the line again.
    this.#input.prevRows = 0;
  }
}
