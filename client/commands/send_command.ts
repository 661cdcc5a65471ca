import { TextLineStream } from "@std/streams/text-line-stream";
import { DEFAULT_PORT, type ErrorBody, isSameName, type Result } from "../../protocol/mod.ts";
import type { Command } from "../../types/command.d.ts";
import { RefusedError } from "../conversation/outcome.ts";
import { type Asker, type ErrandOptions, exitCodeOf, runErrand } from "./errand.ts";
import { awaySentence } from "../dialects/words/away_sentence.ts";
import { underFreeName } from "./free_name.ts";
import { JSON_OPTION, JsonOutput } from "./json_output.ts";
import { complain } from "../screens/complain.ts";
import { givenPassword, withPassword } from "./password.ts";
import { readServer } from "./operands.ts";
import { dialerFor, SERVER_OPTIONS } from "./server_options.ts";

/** `chat send`: sends a message and exits when the server has confirmed it. */
export const SEND: Command = {
  summary: "send a message and leave",
  operands: "HOST PORT [TEXT…]",
  options: {
    as: { kind: "text", value: "USER", help: "the name to send under; required" },
    to: { kind: "text", value: "NAME", help: "send to NAME only (default everyone)" },
    ...JSON_OPTION,
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
    const text = rest.join(" ");
    if (rest.length > 0 && isBlank(text)) throw new SyntaxError(NOTHING);
    const dialer = dialerFor(target, options);
    const server = { target, dial: () => dialer.dial() };
    const json = options.json ? new JsonOutput() : undefined;
    return async () => {
      const texts = rest.length > 0 ? [text] : await inputOrNothing();
      if (texts === undefined) return noInput();
      return await exitCodeOf(async () =>
        await withPassword(
          await givenPassword(options),
          (password) => send({ ...server, password }, { username, to, texts, json }),
        ), json?.tell);
    };
  },
};

const NOTHING = "nothing to send";

type Texts = Iterable<string> | AsyncIterable<string>;

/** What is sent, to whom, and how that is told. */
interface Sending {
  readonly username: string;
  readonly to?: string;
  readonly texts: Texts;
  readonly json?: JsonOutput;
}

/** Joins under the name, or one like it, and sends. A receiver whom nobody knows is found out before. */
async function send(server: ErrandOptions, sending: Sending): Promise<void> {
  const { username, to, json } = sending;
  if (to !== undefined) await runErrand(server, (ask) => checkIsKnown(ask, to));
  await underFreeName(
    username,
    (name) => runErrand({ ...server, username: name }, (ask) => sendAll(ask, name, sending)),
  );
  await json?.check();
}

/** Fails if nobody has a name, here or away. Who asks has none, so that nobody is told of it. */
async function checkIsKnown(ask: Asker, name: string): Promise<void> {
  const { names } = await ask({ type: "who" });
  if (names.some((each) => isSameName(each, name))) return;
  const { away } = await ask({ type: "who", from: names.length, name });
  if (away) return;
  const error: ErrorBody = { code: "no-such-user", message: `Nobody here is called ${name}` };
  throw new RefusedError(error);
}

/** Sends each text, in order. Empty lines of the input are skipped. */
async function sendAll(ask: Asker, name: string, { texts, to, json }: Sending): Promise<void> {
  let wasAway = false;
  for await (const text of texts) {
    if (isBlank(text)) continue;
    const result: Result<"tell"> = to === undefined
      ? await ask({ type: "say", text })
      : await ask({ type: "tell", to, text });
    json?.ok({ name, ...result });
    const { awayUntil } = result;
    if (awayUntil !== undefined && !wasAway && !json) {
      complain(awaySentence(to!, awayUntil, Date.now()));
    }
    wasAway = awayUntil !== undefined;
  }
}

/** The lines of standard input, once there is one with something in it; nothing if there is none. */
async function inputOrNothing(): Promise<AsyncIterable<string> | undefined> {
  if (Deno.stdin.isTerminal()) complain("type what to send; Ctrl-D ends it");
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream())[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await lines.next();
    if (done) return undefined;
    if (!isBlank(value)) return startingWith(value, lines);
  }
}

async function* startingWith(first: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield first;
  for (let next; !(next = await rest.next()).done;) yield next.value;
}

function noInput(): number {
  complain(`${NOTHING}: the input is empty`);
  return 2;
}

function isBlank(text: string): boolean {
  return text.trim() === "";
}
