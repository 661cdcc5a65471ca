import { TextLineStream } from "@std/streams/text-line-stream";
import type { Line } from "../session/line.ts";
import { LineQueue } from "./line_queue.ts";
import type { Screen, TypingHandlers } from "./screen.ts";
import { StandardOutput } from "./standard_output.ts";

/** Plain lines on standard output and error, for scripts: no prompt, no colour. */
export class PipeScreen implements Screen {
  readonly #output = new StandardOutput();

  /** Prints what is said as it is; anything else on standard error, behind `chat: `. */
  print({ kind, text }: Line): void {
    if (kind === "out") this.#output.print(text);
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
  lines(handlers?: TypingHandlers): AsyncIterable<string> {
    return handlers ? readAhead(this.#read(), handlers) : this.#read();
  }

  async *#read(): AsyncGenerator<string> {
    const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream()).getReader();
    let failure: Error | undefined;
    this.#output.broken.catch((error) => failure = error).then(() => lines.cancel()).catch(
      () => {},
    );
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

/** Reads lines as they come, however slowly they are taken. */
async function* readAhead(
  lines: AsyncIterable<string>,
  handlers: TypingHandlers,
): AsyncGenerator<string> {
  const queue = new LineQueue().listen(handlers);
  const reading = (async () => {
    for await (const line of lines) queue.push(line);
  })().finally(() => queue.end());
  reading.catch(() => {});
  yield* queue;
  await reading;
}
