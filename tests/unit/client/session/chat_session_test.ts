import { assertEquals } from "@std/assert";
import { ChatSession } from "../../../../client/session/chat_session.ts";
import type { Line } from "../../../../client/session/dialect.ts";
import { DIALECTS } from "../../../../client/dialects/mod.ts";
import { createJson } from "../../../../client/dialects/json.ts";
import type { Outcome } from "../../../../client/conversation/outcome.ts";
import type { Result } from "../../../../protocol/mod.ts";
import { pure } from "../../../helpers/pure.ts";

/** A session whose requests are all answered the same way; returns what it prints, by kind. */
async function run(
  dialect: string,
  outcome: Outcome,
  act: (session: ChatSession) => unknown,
): Promise<string[]> {
  const lines: Line[] = [];
  const session = new ChatSession(dialect === "json" ? createJson() : DIALECTS[dialect]!(() => 0), {
    ask: (_ask, settle) => settle(outcome),
    download: () => Promise.resolve(true),
    cancel: () => true,
    print: (line) => lines.push(line),
    adjust: () => {},
  });
  await act(session);
  return lines.map(({ kind, text }) => `${kind}: ${text}`);
}

const LOST: Outcome = {
  error: { code: "connection-lost", message: "lost with the connection" },
  undelivered: true,
};

const TYPED: readonly (readonly [dialect: string, line: string, printed: string])[] = [
  ["messenger", "/msg bob hi", "error: Not delivered to bob: hi (lost with the connection)"],
  ["messenger", "hi", "error: Not delivered: hi (lost with the connection)"],
  ["multiuser", "MSG bob hi", "error: Not delivered to bob: hi (lost with the connection)"],
  ["chatroom", "sendto bob hi", "out: Failure"],
  [
    "json",
    '{"type":"tell","to":"bob","text":"hi","id":7}',
    'out: {"type":"error","code":"connection-lost","message":"lost with the connection"}',
  ],
];

for (const [dialect, line, printed] of TYPED) {
  pure(`${dialect} tells in its own words that this was not delivered: ${line}`, async () => {
    assertEquals(await run(dialect, LOST, (session) => session.type(line)), [printed]);
  });
}

pure(
  "a message that the server refused when it arrived late is told to be undelivered",
  async () => {
    const error = { code: "no-such-user", message: "Nobody here is called bob" };
    const typed = (dialect: string, line: string) =>
      run(dialect, { error, undelivered: true }, (session) => session.type(line));
    assertEquals(await typed("messenger", "/msg bob hi"), [
      "error: Not delivered to bob: hi (Nobody here is called bob)",
    ]);
    assertEquals(await typed("multiuser", "MSG bob hi"), [
      "out: Server sent: Nobody here is called bob",
    ]);
  },
);

for (const dialect of [...Object.keys(DIALECTS), "json"]) {
  pure(`${dialect} prints nothing of the connection among what people say`, async () => {
    const hello = { version: 1, welcome: "Hi", name: "al", secret: "", seq: 0 };
    const printed = await run(dialect, LOST, (session) => {
      session.interactive = true;
      session.lose("Connection lost");
      session.comeBack({ ...hello, resumed: true, missed: 2 });
      session.interactive = false;
      session.lose("Connection lost");
    });
    assertEquals(printed, [
      "error: Connection lost",
      "note: Connecting again; Enter tries at once",
      "note: Connected again",
      "note: You missed 2 messages",
      "error: Connection lost",
      "note: Connecting again",
    ]);
  });
}

/** What a program types, and what comes of it when what it asks for works, and when it does not. */
const ASKED: readonly (readonly [asked: string, worked: string[], failed: string[]])[] = [
  ['{"type":"who","id":7}', ["7 ok"], ["7 error"]],
  ['{"type":"say","text":"hi","id":""}', [" ok"], [" error"]],
  ['{"type":"get","name":"a","id":0}', ["0 remark", "0 ok"], ["0 remark", "0 error"]],
  ['{"type":"cancel","name":"a","id":"c"}', ["c ok"], ["c remark"]],
  ['{"type":"get","name":1,"id":7}', ["7 error"], ["7 error"]],
  ['{"type":"who"}', ["undefined ok"], ["undefined error"]],
  ['{"type":"who","id":[7]}', ["undefined error"], ["undefined error"]],
];

for (const [asked, worked, failed] of ASKED) {
  pure(`every line that comes of this has its id, if it has one: ${asked}`, async () => {
    for (const works of [true, false]) {
      const printed: Line[] = [];
      const print = (line: Line) => void printed.push(line);
      const remark: Line = { kind: "out", text: "", data: { type: "remark" } };
      const error = { code: "refused", message: "No" };
      const session = new ChatSession(createJson(), {
        ask: (_ask, settle) => settle(works ? { ok: {} as Result } : { error }),
        download: (_file, _user, print) => (print(remark), Promise.resolve(works)),
        cancel: (_file, print) => (works || print(remark), works),
        print,
        adjust: () => {},
      });
      await session.type(asked);
      await session.settled();
      const said = printed.map(({ id, data }) => `${id} ${data!.type}`);
      assertEquals(said, works ? worked : failed);
    }
  });
}
