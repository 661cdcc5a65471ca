import { assertEquals } from "@std/assert";
import { ChatSession } from "../../../../client/session/chat_session.ts";
import type { DownloadEvent } from "../../../../client/downloads/events.ts";
import type { Line } from "../../../../client/session/line.ts";
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
  const session = new ChatSession(
    dialect === "json" ? createJson() : DIALECTS[dialect]!(() => 0, { interactive: false }),
    {
      ask: (_ask, settle) => settle(outcome),
      download: () => Promise.resolve(true),
      cancel: () => true,
      running: () => [],
      print: (line) => lines.push(line),
      adjust: () => {},
    },
  );
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
    'out: {"type":"error","id":7,"code":"connection-lost","message":"lost with the connection"}',
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

const TARGET = { host: "there", port: 1 };
const BACK = { type: "back", name: "al", resumed: true, missed: 2, older: false } as const;

for (const dialect of Object.keys(DIALECTS)) {
  pure(`${dialect} prints nothing of the connection among what people say`, async () => {
    const lost = { type: "lost", end: { type: "hung-up" }, target: TARGET } as const;
    const printed = await run(dialect, LOST, (session) => {
      session.interactive = true;
      session.take(lost);
      session.take(BACK);
      session.interactive = false;
      session.take(lost);
    });
    assertEquals(printed, [
      "error: Connection to there:1 lost: the server hung up",
      "note: Connecting again; Enter tries at once",
      "note: Connected again",
      "note: You missed 2 messages",
      "error: Connection to there:1 lost: the server hung up",
      "note: Connecting again",
    ]);
  });
}

pure("json prints what happens to the connection by its fields", async () => {
  const end = { type: "broken", message: "reset\x1b[2J" } as const;
  const printed = await run("json", LOST, (session) => {
    session.take({ type: "lost", end, target: TARGET });
    session.take(BACK);
  });
  assertEquals(printed, [
    'out: {"type":"lost","message":"Connection to there:1 lost: reset"}',
    'out: {"type":"info","message":"Connecting again"}',
    'out: {"type":"back","missed":2}',
    'out: {"type":"info","message":"You missed 2 messages"}',
  ]);
});

/** What a program types, and what comes of it when what it asks for works, and when it does not. */
const ASKED: readonly (readonly [asked: string, worked: string[], failed: string[]])[] = [
  ['{"type":"who","id":7}', ["7 ok"], ["7 error"]],
  ['{"type":"say","text":"hi","id":""}', [" ok"], [" error"]],
  ['{"type":"get","name":"a","id":0}', ["0 info", "0 ok"], ["0 info", "0 error"]],
  ['{"type":"cancel","name":"a","id":"c"}', ["c ok"], ["c error"]],
  ['{"type":"get","name":1,"id":7}', ["7 error"], ["7 error"]],
  ['{"type":"who"}', ["undefined ok"], ["undefined error"]],
  ['{"type":"who","id":[7]}', ["undefined error"], ["undefined error"]],
];

for (const [asked, worked, failed] of ASKED) {
  pure(`every line that comes of this has its id, if it has one: ${asked}`, async () => {
    for (const works of [true, false]) {
      const printed: Line[] = [];
      const restarted: DownloadEvent = { type: "restarted", name: "a" };
      const missing: DownloadEvent = { type: "not-running", wanted: "a" };
      const error = { code: "refused", message: "No" };
      const session = new ChatSession(createJson(), {
        ask: (_ask, settle) => settle(works ? { ok: {} as Result } : { error }),
        download: (_wanted, _user, tell) => (tell(restarted), Promise.resolve(works)),
        cancel: (_wanted, tell) => (works || tell(missing), works),
        running: () => [],
        print: (line) => void printed.push(line),
        adjust: () => {},
      });
      await session.type(asked);
      await session.settled();
      const said = printed.map(({ text }) => JSON.parse(text)).map(({ id, type }) =>
        `${id} ${type}`
      );
      assertEquals(said, works ? worked : failed);
    }
  });
}

pure("a download is begun and ended whether or not anything follows", async () => {
  const done: string[] = [];
  const session = new ChatSession(DIALECTS.messenger!(() => 0), {
    ask: () => {},
    download: (wanted) => (done.push(`get ${wanted}`), Promise.resolve(true)),
    cancel: (wanted) => (done.push(`cancel ${wanted}`), true),
    running: () => [],
    print: () => {},
    adjust: () => {},
  });
  await session.type("/get a b");
  await session.type("/cancel a b");
  await session.settled();
  assertEquals(done, ["get a b", "cancel a b"]);
});
