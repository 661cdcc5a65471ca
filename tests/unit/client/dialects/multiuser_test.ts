import { assertEquals } from "@std/assert";
import type { Steps } from "../../../../client/session/step.ts";
import { createMultiuser } from "../../../../client/dialects/multiuser.ts";
import { encodeMessage, FrameType, type Notice, type Result } from "../../../../protocol/mod.ts";
import { linesIn, questionIn, textsOf } from "../../../helpers/steps.ts";
import { pure } from "../../../helpers/pure.ts";

const multiuser = createMultiuser();

/** Every line of a step, which must all be for standard output. */
function shown(steps: Steps): string[] {
  return textsOf(linesIn(steps));
}

const unknown = (asked: string) => ({ type: "unknown", asked });
const name = (name: string) => ({ type: "name", name });
const tell = (to: string, text: string) => ({ type: "tell", to, text });

const ASKS: [line: string, ask: unknown][] = [
  ["NAME A", name("A")],
  ["NAME A ", name("A")],
  ["NAME", unknown("NAME")],
  ["NAME ", unknown("NAME ")],
  ["NAME two words", unknown("NAME two words")],
  ["NAME  A", unknown("NAME  A")],
  ["NAMED A", unknown("NAMED A")],
  ["name A", unknown("name A")],
  [" NAME A", unknown(" NAME A")],
  ["GET_NAMES", { type: "who" }],
  ["GET_NAMES ", unknown("GET_NAMES ")],
  ["GET_NAMES x", unknown("GET_NAMES x")],
  ["get_names", unknown("get_names")],
  ["MSG B HELLO", tell("B", "HELLO")],
  ["MSG B two  words ", tell("B", "two  words ")],
  ["MSG B  x", tell("B", " x")],
  ["MSG", unknown("MSG")],
  ["MSG B", unknown("MSG B")],
  ["MSG B ", unknown("MSG B ")],
  ["MSG  B HELLO", unknown("MSG  B HELLO")],
  ["EXIT now", unknown("EXIT now")],
  ["EXIT ", unknown("EXIT ")],
  ["EXIT\t", unknown("EXIT\t")],
  ["hello", unknown("hello")],
  ["toString", unknown("toString")],
  // Each of these is a request of the protocol, and none of this dialect.
  ["who", unknown("who")],
  ["say", unknown("say")],
  ["bye", unknown("bye")],
  ["unknown", unknown("unknown")],
];

for (const [line, ask] of ASKS) {
  pure(`multiuser asks the right thing for "${line}"`, () => {
    const steps = multiuser.read(line);
    assertEquals([steps.length, questionIn(steps).ask as unknown], [1, ask]);
  });
}

pure("multiuser leaves at EXIT", () => {
  assertEquals(multiuser.read("EXIT"), [{ type: "quit" }]);
});

pure("multiuser does nothing at an empty line", () => {
  for (const line of ["", " ", "\t"]) assertEquals(multiuser.read(line), []);
});

const ANSWERS: [line: string, result: Result, printed: string[]][] = [
  ["NAME A", { name: "A" }, ["Server sent: Hello A"]],
  ["GET_NAMES", { names: ["A", "B"] }, ["Server sent: A B"]],
  ["GET_NAMES", { names: [] }, ["Server sent: "]],
  ["MSG B HELLO", {}, []],
];

for (const [line, result, printed] of ANSWERS) {
  pure(
    `multiuser prints ${JSON.stringify(printed)} on ${JSON.stringify(result)}`,
    () => assertEquals(shown(questionIn(multiuser.read(line)).then!(result)), printed),
  );
}

const FORMS: [line: string, form: string][] = [
  ["NAME", ". Use: NAME <name>"],
  ["NAME two words", ". Use: NAME <name>"],
  ["GET_NAMES x", ". Use: GET_NAMES"],
  ["MSG", ". Use: MSG <name> <message>"],
  ["MSG B", ". Use: MSG <name> <message>"],
  ["EXIT now", ". Use: EXIT"],
  ["DANCE", ""],
];

for (const [line, form] of FORMS) {
  pure(`multiuser tells who types "${line}" what is right`, () => {
    const { otherwise } = questionIn(multiuser.read(line));
    const message = `Unknown request: ${line}`;
    const answered = shown(otherwise!({ code: "unknown-request", message }));
    assertEquals(answered, [`Server sent: ${message}${form}`]);
    const other = shown(otherwise!({ code: "server-fault", message: "The server failed" }));
    assertEquals(other, ["Server sent: The server failed"]);
  });
}

pure("multiuser prints a refusal as the server says it", () => {
  for (const line of ["NAME A", "GET_NAMES", "MSG B HELLO"]) {
    const { otherwise } = questionIn(multiuser.read(line));
    const step = otherwise!({ code: "name-taken", message: "The name A\x1b[2J is\ntaken" });
    assertEquals(shown(step), ["Server sent: The name A is taken"]);
  }
});

const from = "alice";
const NOTICES: [notice: Notice, printed: string[]][] = [
  [{ type: "message", from, text: "hello", time: 0, seq: 1 }, ["Server sent: alice sent hello"]],
  [{ type: "message", from, text: "a  b", private: true, time: 0, seq: 1 }, [
    "Server sent: alice sent a  b",
  ]],
  [{ type: "joined", name: from, time: 0 }, []],
  [{ type: "left", name: from, time: 0 }, []],
  [{ type: "renamed", from, to: "bob", time: 0 }, []],
  [{ type: "closing", code: "server-closing", message: "bye" }, []],
];

for (const [notice, printed] of NOTICES) {
  pure(`multiuser prints ${notice.type} as ${printed}`, () => {
    assertEquals(textsOf(multiuser.render(notice)), printed);
  });
}

pure("multiuser opens as the example run does", () => {
  const opening = multiuser.render({ type: "welcomed", text: "Welcome!" });
  assertEquals(textsOf(opening), ["Pls enter commands", ""]);
  assertEquals([multiuser.prompt(undefined), multiuser.prompt("A")], ["", ""]);
  assertEquals(questionIn(multiuser.login("A")).ask as unknown, name("A"));
});

pure("multiuser sends no line that a frame cannot hold", () => {
  const worst = "\x01".repeat(2_000_000); // a JSON string spends six bytes on each
  for (const line of [worst, `NAME ${worst}`, `MSG B ${worst}`, `MSG ${worst} x`]) {
    encodeMessage(FrameType.REQUEST, { id: 2 ** 53 - 1, ...questionIn(multiuser.read(line)).ask });
  }
});
