/** What a line typed into the page asks for. */
import { assertEquals } from "@std/assert";
import { COMMANDS, parseLine } from "../../../../../../server/doors/http/page/commands.js";
import { complete } from "../../../../../../server/doors/http/page/completion.js";
import { pure } from "../../../../../helpers/pure.ts";

const LINES: readonly [string, string, unknown][] = [
  ["hi", "", { do: "say", text: "hi" }],
  ["hi\n/me", "", { do: "say", text: "hi\n/me" }],
  ["hi", "bob", { do: "tell", to: "bob", text: "hi" }],
  ["//tmp", "", { do: "say", text: "/tmp" }],
  ["/me waves", "", { do: "say", text: "/me waves" }],
  ["/me waves", "bob", { do: "tell", to: "bob", text: "/me waves" }],
  ["/msg bob a\nb", "", { do: "tell", to: "bob", text: "a\nb" }],
  ["/to bob", "", { do: "open", name: "bob" }],
  ["/all", "bob", { do: "open", name: "" }],
  ["/all hi", "bob", { do: "say", text: "hi" }],
  ["/name  al ", "", { do: "name", name: "al" }],
  ["/find a b", "", { do: "find", text: "a b" }],
  ["/who", "", { do: "who" }],
  ["/files", "", { do: "files" }],
  ["/help", "", { do: "help" }],
  ["/clear", "", { do: "clear" }],
  ["/quit", "", { do: "leave" }],
  ["/msg bob", "", { do: "refuse", why: "That is /msg NAME TEXT" }],
  ["/me", "", { do: "refuse", why: "That is /me TEXT" }],
  ["/who bob", "", { do: "refuse", why: "That is /who" }],
];

pure("parseLine() reads every command, and text", () => {
  for (const [line, to, intent] of LINES) assertEquals<unknown>(parseLine(line, to), intent, line);
  const tried = new Set(LINES.map(([line]) => /^\/(\w+)/.exec(line)?.[1]));
  assertEquals(Object.keys(COMMANDS).filter((name) => !tried.has(name)), []);
});

pure("parseLine() refuses what is no command, and says how to send it all the same", () => {
  for (const line of ["/dance", "/", "/Who", "/toString", "/__proto__"]) {
    const intent = parseLine(line, "");
    assertEquals(intent.do, "refuse", line);
  }
});

const NAMES = ["alice", "Albert", "bob"];

pure("complete() completes names anywhere, and commands at the beginning", () => {
  const at = (text: string) => complete(text, text.length, NAMES);
  assertEquals(at("al"), { start: 0, options: ["alice: ", "Albert: "], eager: false });
  assertEquals(at("hi AL"), { start: 3, options: ["alice ", "Albert "], eager: false });
  assertEquals(at("hi @b"), { start: 3, options: ["@bob "], eager: true });
  assertEquals(at("@")?.options, ["@alice ", "@Albert ", "@bob "]);
  assertEquals(at("/fi"), { start: 0, options: ["/files ", "/find "], eager: true });
  assertEquals(complete("bo there", 2, NAMES)?.options, ["bob: "]);
});

pure("complete() offers nothing where nothing fits", () => {
  for (const text of ["", "hi ", "x", "@x", "/x", "a /fi"]) {
    assertEquals(complete(text, text.length, NAMES), undefined, text);
  }
});
