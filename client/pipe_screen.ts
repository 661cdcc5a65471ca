import { TextLineStream } from "@std/streams/text-line-stream";
import type { Line } from "./dialect.ts";
import type { Screen } from "./screen.ts";

/** Plain lines on standard output and error, for scripts: no prompt, no colour. */
export class PipeScreen implements Screen {
  /** Prints an error behind `chat: `, anything else as it is. */
  print({ kind, text }: Line): void {
    if (kind === "error") console.error(`chat: ${text}`);
    else console.log(text);
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

  /** The lines of standard input, without their ends. */
  lines(): AsyncIterable<string> {
    return Deno.stdin.readable.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
  }

  /** Does nothing: there is nothing to give back. */
  close(): void {}
}
