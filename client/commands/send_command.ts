import { TextLineStream } from "@std/streams/text-line-stream";
import { DEFAULT_PORT } from "../../protocol/mod.ts";
import type { Command } from "../../types/command.d.ts";
import { type Asker, exitCodeOf, runErrand } from "./errand.ts";
import { givenPassword, withPassword } from "./password.ts";
import { readServer } from "./operands.ts";
import { dialerFor, SERVER_OPTIONS } from "./server_options.ts";

/** `chat send`: sends a message and exits when the server has confirmed it. */
export const SEND: Command = {
  summary: "send a message and leave",
  operands: "HOST PORT [TEXT…]",
  options: {
    as: { kind: "text", value: "USER", help: "the name to send under; required" },
    to: { kind: "text", value: "NAME", help: "send to NAME alone (default everyone)" },
    ...SERVER_OPTIONS,
  },
  examples: [
    `chat send --as cron localhost ${DEFAULT_PORT} The backup is done`,
    `uptime | chat send --as cron --to alice localhost ${DEFAULT_PORT}`,
  ],
  parse: (operands, options) => {
    const { as: username, to } = options;
    const { target, rest } = readServer(operands, "send");
    if (!username) throw new SyntaxError("send needs a name to send under: --as USER");
    const texts = rest.length > 0 ? [rest.join(" ")] : linesOfInput();
    const dialer = dialerFor(target, options);
    const errand = { target, username, dial: () => dialer.dial() };
    return () =>
      exitCodeOf(async () =>
        await withPassword(
          await givenPassword(options),
          (password) => runErrand({ ...errand, password }, (ask) => send(ask, texts, to)),
        )
      );
  },
};

/** Sends each text, in order. Empty lines of the input are skipped. */
async function send(
  ask: Asker,
  texts: Iterable<string> | AsyncIterable<string>,
  to: string | undefined,
): Promise<void> {
  for await (const text of texts) {
    if (text.trim() === "") continue;
    await (to === undefined ? ask({ type: "say", text }) : ask({ type: "tell", to, text }));
  }
}

async function* linesOfInput(): AsyncGenerator<string> {
  yield* Deno.stdin.readable.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
}
