/** IRC lines: each with its message, both ways, and which ones open a conversation. */
import { assert, assertEquals } from "@std/assert";
import fc from "../../../../helpers/fast_check.ts";
import {
  formatIrcLine,
  type IrcMessage,
  opensIrc,
  parseIrcLine,
} from "../../../../../server/doors/irc/irc_message.ts";
import { formatTags, NO_TAGS, parseTags } from "../../../../../server/doors/irc/message_tags.ts";
import { ANY_TEXT, anyText } from "../../../../helpers/any_text.ts";
import { pure } from "../../../../helpers/pure.ts";

const tags = (pairs: Record<string, string>) => new Map(Object.entries(pairs));

/** From the test vectors of modern.ircdocs.horse's parser tests, and our own. */
const BOTH_WAYS: readonly [line: string, message: IrcMessage][] = [
  ["QUIT", { tags: NO_TAGS, command: "QUIT", params: [] }],
  ["PRIVMSG #chat :hi there", { tags: NO_TAGS, command: "PRIVMSG", params: ["#chat", "hi there"] }],
  ["TOPIC #chat :", { tags: NO_TAGS, command: "TOPIC", params: ["#chat", ""] }],
  ["PRIVMSG a ::-)", { tags: NO_TAGS, command: "PRIVMSG", params: ["a", ":-)"] }],
  [":a!b@c NICK d", { tags: NO_TAGS, source: "a!b@c", command: "NICK", params: ["d"] }],
  [":chat 001 a :b c", { tags: NO_TAGS, source: "chat", command: "001", params: ["a", "b c"] }],
  [
    "@id=1\\:\\s\\\\\\r\\n;+x :a AWAY",
    { tags: tags({ id: "1; \\\r\n", "+x": "" }), source: "a", command: "AWAY", params: [] },
  ],
];

pure("parseIrcLine() and formatIrcLine() are each other's inverse", () => {
  for (const [line, message] of BOTH_WAYS) {
    assertEquals(parseIrcLine(line), message);
    assertEquals(formatIrcLine(message), line);
  }
});

pure("parseIrcLine() reads what clients send less tidily", () => {
  const loose: readonly [string, readonly string[] | undefined][] = [
    ["privmsg   #chat    :a  b ", ["#chat", "a  b "]],
    ["JOIN #chat ", ["#chat"]],
    [":me  JOIN   #chat", ["#chat"]],
    ["@a=1   PING  x", ["x"]],
    ["", undefined],
    [":only", undefined],
    ["@tags", undefined],
    ["JO1N_ #chat", ["#chat"]],
    ["::x", undefined],
  ];
  for (const [line, params] of loose) assertEquals(parseIrcLine(line)?.params, params, line);
});

pure("parseTags() reads every escape, and what is no escape", () => {
  assertEquals(parseTags("a=\\b\\;b==;;=x;c;c=2"), tags({ a: "b", b: "=", c: "2" }));
  assertEquals(parseTags("a=1;a"), tags({ a: "" }));
});

pure("tags survive being written and read", () => {
  const key = fc.stringMatching(/^[+a-z/.-]{1,8}$/);
  fc.assert(
    fc.property(
      fc.dictionary(key, ANY_TEXT),
      (pairs) => {
        const all = new Map(Object.entries(pairs));
        if (all.size > 0) assertEquals(parseTags(formatTags(all)), all);
      },
    ),
  );
});

pure("messages survive being written and read", () => {
  const middle = fc.stringMatching(/^[^\0\r\n :][^\0\r\n ]{0,8}$/u);
  const last = fc.stringMatching(/^[^\0\r\n]{0,12}$/u);
  fc.assert(fc.property(fc.array(middle, { maxLength: 13 }), last, (params, end) => {
    const message = { tags: NO_TAGS, command: "X", params: [...params, end] };
    assertEquals(parseIrcLine(formatIrcLine(message)), message);
  }));
});

pure("parseIrcLine() takes any text", () => {
  fc.assert(fc.property(anyText(600), (line) => {
    parseIrcLine(line);
  }));
});

pure("opensIrc() tells IRC from a name or a first line of text", () => {
  const irc = ["CAP LS 302", "cap ls", "NICK alice", "USER a 0 * :A b", "PASS x", "PING x", "QUIT"];
  for (const line of [...irc, "QUIT :chkport", "CAP NOTACOMMAND"]) assert(opensIrc(line), line);
  const text = ["alice", "NICK", "nick", "quit", "PING", "NAME alice", "USER a", "JOIN #chat"];
  for (const line of [...text, "", "GET / HTTP/1.1", "PASS a b", "NICK a b", ":a NICK b"]) {
    assert(!opensIrc(line), line);
  }
});
