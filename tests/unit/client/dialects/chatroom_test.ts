import { assertEquals } from "@std/assert";
import { createChatroom } from "../../../../client/dialects/chatroom.ts";
import type { Steps } from "../../../../client/session/step.ts";
import type { Notice, Result } from "../../../../protocol/mod.ts";
import { linesIn, questionIn, textsOf } from "../../../helpers/steps.ts";
import { pure } from "../../../helpers/pure.ts";

const chatroom = createChatroom();

/** Every line of a step, which must all be for standard output. */
function shown(steps: Steps): string[] {
  return textsOf(linesIn(steps));
}

const n20 = "x".repeat(20);
const astral20 = "𝒳".repeat(20);
const text65535 = "x".repeat(65_535);
const astral65535 = "😀".repeat(65_535);

const ASKS: [what: string, line: string, ask: unknown][] = [
  ["login John", "login John", { type: "login", name: "John" }],
  ["login, 20 characters", `login ${n20}`, { type: "login", name: n20 }],
  ["login, 20 astral characters", `login ${astral20}`, { type: "login", name: astral20 }],
  ["login, 20 composed characters", `login ${"e\u0301".repeat(20)}`, {
    type: "login",
    name: "e\u0301".repeat(20),
  }],
  ["list", "list", { type: "who" }],
  ["logout", "logout", { type: "logout" }],
  ["sendto, spaces in the text", "sendto John Hello, how  are you? ", {
    type: "tell",
    to: "John",
    text: "Hello, how  are you? ",
  }],
  ["sendto, text of a space", "sendto John  ", { type: "tell", to: "John", text: " " }],
  ["sendto, 20 characters", `sendto ${n20} x`, { type: "tell", to: n20, text: "x" }],
  ["sendto, text of 65,535", `sendto B ${text65535}`, { type: "tell", to: "B", text: text65535 }],
  ["sendto, text of 65,535 astral", `sendto B ${astral65535}`, {
    type: "tell",
    to: "B",
    text: astral65535,
  }],
];

for (const [what, line, ask] of ASKS) {
  pure(`chatroom sends ${what}`, () => {
    const steps = chatroom.read(line);
    assertEquals([steps.length, questionIn(steps).ask as unknown], [1, ask]);
  });
}

const PROBLEMS: [what: string, line: string, printed: string][] = [
  ["login", "login", "Bad username"],
  ["login and a space", "login ", "Bad username"],
  ["login John Doe", "login John Doe", "Bad username"],
  ["login and two spaces", "login  John", "Bad username"],
  ["a space behind the name", "login John ", "Bad username"],
  ["a tab in the name", "login John\tDoe", "Bad username"],
  ["login, 21 characters", `login ${n20}x`, "Bad username"],
  ["login, 21 astral characters", `login ${astral20}x`, "Bad username"],
  ["list bob", "list bob", "Invalid command"],
  ["list and a space", "list ", "Invalid command"],
  ["list and two spaces", "list  ", "Invalid command"],
  ["logout and a space", "logout ", "Invalid command"],
  ["exit and a space", "exit ", "Invalid command"],
  ["sendto", "sendto", "Bad username"],
  ["sendto JohnHello", "sendto JohnHello", "Bad username"],
  ["sendto without text", "sendto John ", "Bad username"],
  ["sendto without name", "sendto  Hello", "Bad username"],
  ["sendto, 21 characters", `sendto ${n20}x hi`, "Bad username"],
  ["sendto, 21 characters and a long text", `sendto ${n20}x ${text65535}x`, "Bad username"],
  ["sendto, text of 65,536", `sendto B ${text65535}x`, "Bad message"],
  ["sendto, text of 65,536 astral", `sendto B ${astral65535}x`, "Bad message"],
  ["sendto, text of 2,000,000", `sendto B ${"x".repeat(2_000_000)}`, "Bad message"],
  ["logout Joe", "logout Joe", "Invalid command"],
  ["exit client", "exit client", "Invalid command"],
  ["an unknown command", "dance", "Invalid command"],
  ["what every object has", "toString", "Invalid command"],
  ["an empty line", "", "Invalid command"],
  ["a space before the command", " list", "Invalid command"],
  ["an upper case command", "LIST", "Invalid command"],
  ["a tab behind the command", "login\tJohn", "Invalid command"],
];

for (const [what, line, printed] of PROBLEMS) {
  pure(`chatroom answers ${what} with ${printed}, and sends nothing`, () => {
    const steps = chatroom.read(line);
    assertEquals([steps.map(({ type }) => type), shown(steps)], [["show"], [printed]]);
  });
}

pure("chatroom leaves at exit", () => {
  assertEquals(chatroom.read("exit"), [{ type: "quit" }]);
});

const SUCCESSES: [line: string, result: Result, printed: string[]][] = [
  ["login John", { name: "John" }, ["Success"]],
  ["list", { names: ["Bob", "John"] }, ["Bob", "John"]],
  ["list", { names: [] }, []],
  ["sendto John hi", {}, ["Success"]],
  ["logout", {}, ["Success"]],
];

for (const [line, result, printed] of SUCCESSES) {
  pure(`chatroom prints [${printed}] when ${line} succeeds`, () => {
    assertEquals(shown(questionIn(chatroom.read(line)).then!(result)), printed);
  });
}

for (const line of ["login John", "list", "sendto John hi", "logout"]) {
  pure(`chatroom prints Failure when ${line} is refused`, () => {
    const { otherwise } = questionIn(chatroom.read(line));
    assertEquals(shown(otherwise!({ code: "server-fault", message: "" })), ["Failure"]);
  });
}

const malformed = { code: "malformed-packet", message: "A payload is JSON in UTF-8" } as const;

pure("chatroom says once that a packet was malformed", () => {
  const answered = createChatroom();
  const { otherwise } = questionIn(answered.read("list"));
  assertEquals(shown(otherwise!(malformed)), ["Malformed packet"]);
  assertEquals(answered.render({ type: "closing", ...malformed }), []);
  const told = createChatroom().render({ type: "closing", ...malformed });
  assertEquals(textsOf(told), ["Malformed packet"]);
});

const from = "alice";
const NOTICES: [notice: Notice, printed: string[]][] = [
  [{ type: "message", from, text: "hello", time: 0, seq: 1 }, ["alice: hello"]],
  [{ type: "message", from, text: "a  b", private: true, time: 0, seq: 1 }, ["alice: a  b"]],
  [{ type: "message", from, text: "a\nbob: forged", time: 0, seq: 1 }, ["alice: a bob: forged"]],
  [{ type: "joined", name: from, time: 0 }, []],
  [{ type: "left", name: from, time: 0 }, []],
  [{ type: "renamed", from, to: "bob", time: 0 }, []],
  [{ type: "closing", code: "server-closing", message: "bye" }, []],
];

for (const [notice, printed] of NOTICES) {
  pure(`chatroom prints ${notice.type} as [${printed}]`, () => {
    assertEquals(textsOf(chatroom.render(notice)), printed);
  });
}

pure("chatroom opens without a word", () => {
  assertEquals(chatroom.render({ type: "welcomed", text: "Welcome!" }), []);
  assertEquals([chatroom.prompt(undefined), chatroom.prompt("A")], ["", ""]);
});

pure("chatroom checks the username of the command line as a typed one", () => {
  const { ask } = questionIn(chatroom.login("John"));
  assertEquals(ask as unknown, { type: "login", name: "John" });
  for (const name of ["", "John Doe", `${n20}x`]) {
    assertEquals(shown(chatroom.login(name)), ["Bad username"]);
  }
});
