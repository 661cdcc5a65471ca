import type { Line } from "../session/line.ts";
import { complain } from "./complain.ts";
import { StandardOutput } from "./standard_output.ts";

/**
 * The screen of a command without input: results on standard output, errors on standard error, and
 * status lines below them if standard error is a terminal.
 */
export class StatusPrinter {
  /** Whether status lines are shown. */
  readonly isVisible: boolean = Deno.stderr.isTerminal();
  readonly #output = new StandardOutput();
  #lines: readonly string[] = [];

  /** Shows a line. */
  print({ kind, text }: Line): void {
    const lines = this.#lines;
    this.set([]);
    if (kind === "error") complain(text);
    else this.#output.print(text);
    this.set(lines);
  }

  /** Shows status lines in place of the previous ones. */
  set(lines: readonly string[]): void {
    if (!this.isVisible || (lines.length === 0 && this.#lines.length === 0)) return;
    const up = this.#lines.length > 0 ? `\x1b[${this.#lines.length}A` : "";
    const text = `${up}\r\x1b[J${lines.map((line) => `${line}\n`).join("")}`;
    Deno.stderr.writeSync(new TextEncoder().encode(text));
    this.#lines = lines;
  }
}
