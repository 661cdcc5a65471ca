import { TextLineStream } from "@std/streams/text-line-stream";
import type { Line } from "../session/dialect.ts";
import type { Screen } from "./screen.ts";
import { StandardOutput } from "./standard_output.ts";

/** Plain lines on standard output and error, for scripts: no prompt, no colour. */
export class PipeScreen implements Screen {
  /** Where lines go. */
  protected readonly output: StandardOutput = new StandardOutput();

  /** Prints what is said as it is; anything else on standard error, behind `chat: `. */
  print({ kind, text }: Line): void {
    if (kind === "out") this.output.print(text);
    else console.error(`chat: ${text}`);
  }

  /** Does nothing: a script needs no prompt. */
  setPrompt(): void {}

  /** Does nothing: a script sees the end of things, not their progress. */
  setStatus(): void {}

  /** Does nothing: a script is told by lines. */
  setWaiting(): void {}

  /** Does nothing: a script has no Tab key. */
  setCompleter(): void {}

  /** Does nothing: there is nothing to clear, and no bell. */
  adjust(): void {}

  /** The lines of standard input, without their ends; they end when nobody reads the output. */
  async *lines(): AsyncIterable<string> {
    const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream()).getReader();
    let failure: Error | undefined;
    this.output.broken.catch((error) => failure = error).then(() => lines.cancel()).catch(() => {});
    for (;;) {
      const { done, value } = await lines.read();
      if (failure) throw failure;
      if (done) return;
      yield value;
    }
  }

  /** Does nothing: there is nothing to give back. */
  close(): void {}
}
