import { TextLineStream } from "@std/streams/text-line-stream";
import type { Line } from "../session/line.ts";
import { complain } from "./complain.ts";
import { LineQueue } from "./line_queue.ts";
import type { Screen, TypingHandlers } from "./screen.ts";
import { StandardOutput } from "./standard_output.ts";

/** Plain lines on standard output and error, for scripts: no prompt, no colour. */
export class PipeScreen implements Screen {
  readonly #output = new StandardOutput();

  /**
   * Prints messages on standard output, and everything else on standard error with `chat: ` before
   * it.
   */
  print({ kind, text }: Line): void {
    if (kind === "out") this.#output.print(text);
    else complain(text);
  }

  /** Does nothing: a script needs no prompt. */
  setPrompt(): void {}

  /** Does nothing: a script does not see progress. */
  setStatus(): void {}

  /** Does nothing: a script gets lines instead. */
  setWaiting(): void {}

  /** Does nothing: a script has no Tab key, and pastes nothing. */
  setRules(): void {}

  /** Does nothing: there is nothing to clear, and no bell. */
  adjust(): void {}

  /** The lines of standard input. They end when nobody reads the output. */
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

  /** Does nothing: there is nothing to restore. */
  close(): void {}
}

/** Reads lines as they arrive, even if they are handled slowly. */
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
