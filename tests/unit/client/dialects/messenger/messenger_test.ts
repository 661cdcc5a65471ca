import { assertEquals } from "@std/assert";
import type { Result } from "../../../../../protocol/mod.ts";
import type { Dialect } from "../../../../../client/session/dialect.ts";
import type { Choices, Steps } from "../../../../../client/session/step.ts";
import { createMessenger } from "../../../../../client/dialects/messenger/messenger.ts";
import { COMMANDS } from "../../../../../client/dialects/messenger/commands.ts";
import { suggest } from "../../../../../client/session/suggest.ts";
import { linesIn, questionIn } from "../../../../helpers/steps.ts";
import { pure } from "../../../../helpers/pure.ts";

const hears = (dialect: Dialect, from: string, text: string, more = {}) =>
  dialect.render({ type: "message", from, text, time: 1, seq: 1, ...more }, { self: "alice" });

const texts = (steps: Steps) => linesIn(steps).map(({ text }) => text);

/** What the dialect offers, with the server's answer to what it asks for. */
function offered(
  dialect: Dialect,
  line: string,
  answer: Partial<Result> = {},
): Choices | undefined {
  let [step] = dialect.complete!(line, "alice");
  while (step?.type === "ask") [step] = step.then!(answer as Result);
  return step?.type === "offer" ? step.choices : undefined;
}

const values = (choices: Choices | undefined) => choices?.options.map(({ value }) => value);

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
  assertEquals(texts(dialect.read("/quiet")), ["Hiding who comes and goes"]);
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
  dialect.read("two Apples", "alice");
  dialect.read("/msg bob three", "alice");
  assertEquals(texts(dialect.read("/history 2")), ["alice: two Apples", "alice → bob: three"]);
  assertEquals(texts(dialect.read("/find APPLE")), ["bob: one apple", "alice: two Apples"]);
  assertEquals(texts(dialect.read("/find pear")), ["No message here has: pear"]);
  assertEquals(texts(dialect.read("/history 0")), ["Nothing has been said yet"]);
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
  dialect.read(text, "alice");
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
  assertEquals(
    texts(dialect.read("/help get"))[0],
    "/get NAME: download a file, or several: /get *.png",
  );
  assertEquals(texts(dialect.read("/help /get")), texts(dialect.read("/help get")));
  assertEquals(texts(dialect.read("/help gte")), [
    "Unknown command: /gte. Did you mean /get?",
  ]);
});

pure("messenger: completes commands, names by recency, files with sizes", () => {
  const dialect = createMessenger(Date.now);
  assertEquals(values(offered(dialect, "/unig")), ["unignore "]);
  assertEquals(values(offered(dialect, "/help hi")), ["history "]);
  assertEquals(values(offered(dialect, "/bell o")), ["on", "off"]);
  const online = { names: ["alice", "bob", "Bobby", "carol"] };
  assertEquals(offered(dialect, "bo", online)?.from, 0);
  assertEquals(values(offered(dialect, "bo", online)), ["bob: ", "Bobby: "]);
  hears(dialect, "Bobby", "hi");
  assertEquals(values(offered(dialect, "hello bo", online)), ["Bobby ", "bob "]);
  assertEquals(values(offered(dialect, "/msg bo", online)), ["Bobby ", "bob "]);
  assertEquals(values(offered(dialect, "/msg bob al", online)), undefined);
  assertEquals(offered(dialect, ""), undefined);
  const listed = {
    message: "",
    count: 2,
    files: [{ name: "my song.wav", size: 5 }, { name: "notes.txt", size: 7 }],
  };
  assertEquals(offered(dialect, "/get my s", listed), {
    from: 5,
    options: [{ value: "my song.wav", remark: "5 bytes" }],
  });
});
