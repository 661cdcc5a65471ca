import { assertEquals } from "@std/assert";
import { printed, type Result } from "../../../../../protocol/mod.ts";
import { Transcript } from "../../../../../client/dialects/messenger/transcript.ts";
import type { ClientEvent } from "../../../../../client/session/events.ts";
import { out } from "../../../../../client/session/line.ts";
import type { Dialect } from "../../../../../client/session/dialect.ts";
import type { Steps } from "../../../../../client/session/step.ts";
import { createMessenger } from "../../../../../client/dialects/messenger/messenger.ts";
import { COMMANDS } from "../../../../../client/dialects/messenger/commands.ts";
import { suggest } from "../../../../../client/session/suggest.ts";
import { linesIn, questionIn } from "../../../../helpers/steps.ts";
import { pure } from "../../../../helpers/pure.ts";

const hears = (dialect: Dialect, from: string, text: string, more = {}) =>
  dialect.render({ type: "message", from, text, time: 1, seq: 1, ...more }, { self: "alice" });

const texts = (steps: Steps) => linesIn(steps).map(({ text }) => text);

/** Has the server confirm what was said. */
const confirm = (steps: Steps) => questionIn(steps).then!({});

pure("messenger: /reply goes to who wrote privately last", () => {
  const dialect = createMessenger(Date.now);
  assertEquals(texts(dialect.read("/reply hi")), ["Nobody has written to you privately yet"]);
  hears(dialect, "bob", "psst", { private: true });
  hears(dialect, "carol", "hello");
  assertEquals(questionIn(dialect.read("/reply hi")).ask, { type: "tell", to: "bob", text: "hi" });
  dialect.render({ type: "renamed", from: "bob", to: "rob", time: 1 });
  assertEquals(questionIn(dialect.read("/reply hi")).ask, { type: "tell", to: "rob", text: "hi" });
});

pure("messenger: /ignore hides messages until /unignore, under a new name too", () => {
  const dialect = createMessenger(Date.now);
  assertEquals(texts(dialect.read("/ignore bob")), ["Ignoring bob"]);
  assertEquals(hears(dialect, "bob", "spam"), []);
  dialect.render({ type: "renamed", from: "bob", to: "rob", time: 1 });
  assertEquals(hears(dialect, "rob", "spam", { private: true }), []);
  assertEquals(texts(dialect.read("/ignore")), ["Ignored: rob"]);
  assertEquals(texts(dialect.read("/unignore bob")), ["You do not ignore bob"]);
  dialect.read("/unignore rob");
  assertEquals(hears(dialect, "rob", "sorry").map(({ text }) => text), ["rob: sorry"]);
});

pure("messenger: /quiet hides comings and goings, and shows them again", () => {
  const dialect = createMessenger(Date.now);
  const joined = () => dialect.render({ type: "joined", name: "bob", time: 1 }).length;
  assertEquals(joined(), 1);
  assertEquals(texts(dialect.read("/quiet")), ["Hiding who joins and leaves"]);
  assertEquals(joined(), 0);
  dialect.read("/quiet");
  assertEquals(joined(), 1);
});

pure("messenger: /me is sent as text, to whom text goes to", () => {
  const { ask } = questionIn(createMessenger(Date.now).read("/me waves"))!;
  assertEquals(ask, { type: "say", text: "/me waves" });
});

pure("messenger: /history and /find show what was said, the own lines too", () => {
  const dialect = createMessenger(() => 5);
  assertEquals(texts(dialect.read("/history")), ["Nothing has been said yet"]);
  hears(dialect, "bob", "one apple");
  confirm(dialect.read("two Apples", "alice"));
  confirm(dialect.read("/msg bob three", "alice"));
  dialect.read("refused", "alice");
  assertEquals(texts(dialect.read("/history 2")), [
    "alice: two Apples",
    "alice → bob (private): three",
  ]);
  assertEquals(texts(dialect.read("/find APPLE")), ["bob: one apple", "alice: two Apples"]);
  assertEquals(texts(dialect.read("/find pear")), ["No message here has: pear"]);
  assertEquals(texts(dialect.read("/history 0")), ["Use: /history [N]"]);
});

pure("messenger: nobody can forge a line of another user's with a line break", () => {
  const dialect = createMessenger(() => 5);
  const text = "hi\ncarol: bye\r\n\rdave (private): psst\n";
  const below = "\n    carol: bye\n    \n    dave (private): psst";
  const [line] = hears(dialect, "bob", text);
  assertEquals(line!.text, `bob: hi${below}`);
  assertEquals(
    hears(dialect, "bob", text, { private: true })[0]!.text,
    `bob (private): hi${below}`,
  );
  confirm(dialect.read(text, "alice"));
  assertEquals(texts(dialect.read("/history 1")), [`alice: hi${below}`]);
});

pure(
  "messenger: a message that names the user asks for attention, a part of a word does not",
  () => {
    const dialect = createMessenger(Date.now);
    const alert = (text: string, more = {}) => hears(dialect, "bob", text, more)[0]!.alert;
    for (const text of ["alice: hi", "hi Alice!", "@alice", "ask ALICE."]) {
      assertEquals(alert(text), "mention", text);
    }
    for (const text of ["malice", "alices", "alice2", "hello"]) {
      assertEquals(alert(text), undefined, text);
    }
    assertEquals(alert("hello", { private: true }), "private");
  },
);

pure("messenger: a mistyped command gets a suggestion", () => {
  const dialect = createMessenger(Date.now);
  assertEquals(texts(dialect.read("/flies")), ["Unknown command: /flies. Did you mean /files?"]);
  assertEquals(texts(dialect.read("/xyzzy")), [
    "Unknown command: /xyzzy. Type /help for the commands",
  ]);
  assertEquals(suggest("", ["get"]), undefined);
});

pure("messenger: /help lists every command, /help get explains one", () => {
  const dialect = createMessenger(Date.now);
  const list = texts(dialect.read("/help"));
  for (const name of Object.keys(COMMANDS)) {
    assertEquals(list.filter((line) => line.startsWith(`  /${name} `)).length, 1, name);
  }
  for (const line of list) assertEquals(line.length <= 80, true, line);
  for (const line of list.slice(1)) assertEquals(/^ {2}\/\S.*? {2}\S/.test(line), true, line);
  assertEquals(
    texts(dialect.read("/help get"))[0],
    "/get NAME: download a file, or several: /get *.png",
  );
  assertEquals(texts(dialect.read("/help /get")), texts(dialect.read("/help get")));
  assertEquals(texts(dialect.read("/help gte")), [
    "Unknown command: /gte. Did you mean /get?",
  ]);
});

const event = (dialect: Dialect, event: ClientEvent) => dialect.render(event, { self: "alice" });

/** Names change hands: carol, ignored, takes the name bob and leaves; then the real bob comes. */
const HANDS: readonly ClientEvent[] = [
  { type: "left", name: "bob", time: 1, by: "v1" },
  { type: "renamed", from: "carol", to: "bob", time: 1, by: "v2" },
  { type: "left", name: "bob", time: 1, by: "v2" },
  { type: "joined", name: "bob", time: 1, by: "v1" },
];

/** What a server says that tells of visits, and one that does not. */
const withoutIds = ({ by: _, ...rest }: ClientEvent & { by?: string }) => rest as ClientEvent;

for (const kind of ["with", "without"] as const) {
  const told = (each: ClientEvent) => kind === "with" ? each : withoutIds(each);
  const by = (id: string) => kind === "with" ? { by: id } : {};

  pure(`messenger: who is ignored silences nobody else, ${kind} ids of visits`, () => {
    const dialect = createMessenger(Date.now);
    hears(dialect, "carol", "spam", by("v2"));
    dialect.read("/ignore carol");
    for (const each of HANDS.slice(0, 2)) event(dialect, told(each));
    assertEquals(hears(dialect, "bob", "spam", by("v2")), []);
    for (const each of HANDS.slice(2)) event(dialect, told(each));
    assertEquals(hears(dialect, "bob", "hello", by("v1")).length, 1);
    assertEquals(hears(dialect, "carol", "spam again"), [], "the chosen name is ignored again");
  });

  pure(`messenger: /reply reaches who wrote, or nobody, ${kind} ids of visits`, () => {
    const dialect = createMessenger(Date.now);
    hears(dialect, "bob", "psst", { private: true, ...by("v1") });
    event(dialect, told({ type: "left", name: "bob", time: 1, by: "v1" }));
    event(dialect, told({ type: "joined", name: "bob", time: 1, by: "v3" }));
    assertEquals(texts(dialect.read("/reply hi", "alice")), [
      "bob has left. /msg bob TEXT writes to whoever has the name now",
    ]);
    hears(dialect, "bob", "it is me", { private: true, ...by("v3") });
    assertEquals(questionIn(dialect.read("/reply hi", "alice")).ask, {
      type: "tell",
      to: "bob",
      text: "hi",
    });
  });

  pure(`messenger: no text for somebody who left goes to another, ${kind} ids of visits`, () => {
    const dialect = createMessenger(Date.now);
    hears(dialect, "bob", "hi", by("v1"));
    questionIn(dialect.read("/to bob", "alice")).then!({ names: ["alice", "bob"] });
    assertEquals(dialect.prompt("alice"), "alice → bob › ");
    event(dialect, told({ type: "left", name: "bob", time: 1, by: "v1" }));
    event(dialect, told({ type: "joined", name: "bob", time: 1, by: "v3" }));
    assertEquals(texts(dialect.read("secret", "alice")), [
      "bob has left, and that was not sent. /to bob writes to whoever has the name now, " +
      "/all to everyone",
    ]);
  });
}

pure("messenger: a visit that comes back is the one that was chosen", () => {
  const dialect = createMessenger(Date.now);
  hears(dialect, "bob", "hi", { private: true, by: "v1" });
  event(dialect, { type: "left", name: "bob", time: 1, by: "v1" });
  event(dialect, { type: "joined", name: "bobby", time: 1, by: "v1" });
  assertEquals(questionIn(dialect.read("/reply hi", "alice")).ask, {
    type: "tell",
    to: "bobby",
    text: "hi",
  });
});

pure("messenger: a client that was cut off learns from ids who has which name", () => {
  const dialect = createMessenger(Date.now);
  hears(dialect, "bob", "psst", { private: true, by: "v1" });
  hears(dialect, "bob", "I am another one", { by: "v2" });
  assertEquals(texts(dialect.read("/reply hi", "alice")), [
    "bob has left. /msg bob TEXT writes to whoever has the name now",
  ]);
  hears(dialect, "bobby", "I am the one who wrote", { by: "v1" });
  assertEquals(questionIn(dialect.read("/reply hi", "alice")).ask, {
    type: "tell",
    to: "bobby",
    text: "hi",
  });
});

pure("messenger: ids count for nothing once the server has begun anew", () => {
  const dialect = createMessenger(Date.now);
  hears(dialect, "bob", "spam", { by: "v1" });
  dialect.read("/ignore bob");
  assertEquals(hears(dialect, "bob", "hi", { by: "w1" }).length, 1);
  const back = { type: "back", resumed: true, missed: 0, older: false } as const;
  event(dialect, { ...back, isNewVisit: true });
  assertEquals(hears(dialect, "bob", "spam", { by: "w1" }), []);
  assertEquals(hears(dialect, "bob", "hi", { by: "w2" }).length, 1);
});

pure("messenger: /reply asks whom it is for if two wrote just now", () => {
  let now = 0;
  const dialect = createMessenger(() => now);
  hears(dialect, "bob", "a question", { private: true });
  now = 60_000;
  hears(dialect, "carol", "spam", { private: true });
  now += 1_000;
  assertEquals(texts(dialect.read("/reply yes", "alice")), [
    "carol wrote just now, after bob: /reply again to answer carol, /msg bob TEXT to answer bob",
  ]);
  const asked = questionIn(dialect.read("/reply yes", "alice")).ask;
  assertEquals(asked, { type: "tell", to: "carol", text: "yes" });
});

pure("messenger: a transcript keeps what fits into its bytes, the latest", () => {
  const transcript = new Transcript(100_000);
  for (let i = 0; i < 10_000; i++) transcript.add(out(printed`${i} ${"x".repeat(i % 500)}`));
  assertEquals(transcript.bytes <= 100_000, true);
  const kept = transcript.last(Infinity).length;
  assertEquals(kept > 50 && kept < 500, true, `${kept}`);
  assertEquals(transcript.last(1)[0]!.text.split(" ")[0], "9999");
  for (let i = 0; i < 10; i++) transcript.add(out(printed`${"y".repeat(65_535)}`));
  assertEquals([transcript.last(Infinity).length, transcript.bytes], [0, 0]);
});

pure("messenger: a list of files that never ends is shown no further than 100,000", () => {
  const dialect = createMessenger(Date.now);
  const files = Array.from({ length: 10_000 }, (_, i) => ({ name: `f${i}`, size: 1 }));
  const page = { message: "", count: Number.MAX_SAFE_INTEGER, files } as Result;
  let steps = dialect.read("/files");
  let pages = 0;
  while (steps.some(({ type }) => type === "ask") && pages++ < 100) {
    steps = questionIn(steps).then!(page);
  }
  assertEquals(pages, 10);
  assertEquals(texts(steps).at(-1), "The list is too long: only 100000 files are shown");
});

/** What is typed, and what it is taken for. */
const TYPED: readonly (readonly [line: string, ask: unknown])[] = [
  ["/msg  bob x", { type: "tell", to: "bob", text: "x" }],
  ["/w bob x", { type: "tell", to: "bob", text: "x" }],
  ["/tell bob  x", { type: "tell", to: "bob", text: " x" }],
  ["  /msg bob x", { type: "tell", to: "bob", text: "x" }],
  ["/nick bob", { type: "name", name: "bob" }],
  ["//msg bob x", { type: "say", text: "/msg bob x" }],
  ["  //msg bob x", { type: "say", text: "  /msg bob x" }],
];

for (const [line, ask] of TYPED) {
  pure(`messenger takes "${line}" for ${JSON.stringify(ask)}`, () => {
    assertEquals(questionIn(createMessenger(Date.now).read(line)).ask as unknown, ask);
  });
}

pure("messenger: a pasted line is a text, whatever it begins with", () => {
  const dialect = createMessenger(Date.now);
  for (const line of ["/quit", "  /etc/passwd", "//a", "///a", "hello", " hello /x"]) {
    const { ask } = questionIn(dialect.read(dialect.literal!(line)));
    assertEquals(ask as unknown, { type: "say", text: line });
  }
});

pure("messenger: what a command sends is shown as what it became", () => {
  const dialect = createMessenger(Date.now);
  hears(dialect, "bob", "psst", { private: true });
  const shown = (line: string) => [dialect.showsItself!(line), texts(dialect.read(line, "alice"))];
  assertEquals(shown("/reply got it"), [true, ["alice → bob (private): got it"]]);
  assertEquals(shown("/msg carol hi"), [true, ["alice → carol (private): hi"]]);
  assertEquals(texts(dialect.read("/msg carol hi")), ["nameless → carol (private): hi"]);
  assertEquals(shown("/me waves"), [true, ["alice: /me waves"]]);
  assertEquals(shown("hello"), [false, []]);
  assertEquals(shown("/msg carol"), [false, ["Use: /msg NAME TEXT"]]);
});

pure(
  "messenger: /bell alone, /ignore of oneself, /name as it is and /to in another case say what is right",
  () => {
    const dialect = createMessenger(Date.now);
    assertEquals(texts(dialect.read("/bell")), ["Bell: on"]);
    dialect.read("/bell private");
    assertEquals(texts(dialect.read("/bell")), ["Bell: private"]);
    assertEquals(texts(dialect.read("/name alice", "alice")), ["You are alice already"]);
    assertEquals(texts(dialect.read("/ignore alice", "alice")), ["You cannot ignore yourself"]);
    const to = questionIn(dialect.read("/to Bob")).then!({ names: ["alice", "bob"] });
    assertEquals(texts(to), ["Nobody here is called Bob. Did you mean bob?"]);
  },
);

pure("messenger: a newcomer on a terminal is told where help is", () => {
  const welcome = (name: string | undefined, interactive: boolean) =>
    createMessenger(Date.now, { interactive }).render({ type: "welcomed", text: "Hi", name })
      .map(({ text }) => text);
  assertEquals(welcome("al", true), ["Hi", "/help lists the commands"]);
  assertEquals(welcome(undefined, true), [
    "Hi",
    "You have no name yet, and can only listen: /name NAME takes one",
    "/help lists the commands",
  ]);
  assertEquals(welcome(undefined, false), ["Hi"]);
});

pure("messenger: who writes to somebody who is away is told how long the message is kept", () => {
  const dialect = createMessenger(() => 1_000);
  const tell = questionIn(dialect.read("/msg bob hi", "alice"));
  assertEquals(texts(tell.then!({ awayUntil: 61_000 })), [
    "bob is away, and gets that on coming back within 60 s",
  ]);
  assertEquals(texts(tell.then!({})), []);
});
