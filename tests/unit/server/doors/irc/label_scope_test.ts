/** Labelled answers, and how messages are written for clients that understand more or less. */
import { assert, assertEquals } from "@std/assert";
import type { Capability } from "../../../../../server/doors/irc/capabilities.ts";
import { textMessages } from "../../../../../server/doors/irc/irc_texts.ts";
import { IrcWorld } from "../../../../../server/doors/irc/irc_world.ts";
import { LabelScope } from "../../../../../server/doors/irc/label_scope.ts";
import { lineFor, type Outgoing, utf8Bytes } from "../../../../../server/doors/irc/outgoing.ts";
import fc from "../../../../helpers/fast_check.ts";
import { pure } from "../../../../helpers/pure.ts";

const OPTIONS = { server: "chat.local", now: 0 };

pure("LabelScope: ACK, one labelled line, a batch, or a batch that has the label itself", () => {
  const line = (command: string, ...params: string[]): Outgoing => ({ command, params });
  const cases: readonly [sent: readonly Outgoing[], written: readonly string[]][] = [
    [[], ["ACK L"]],
    [[line("PONG")], ["PONG L"]],
    [[line("353"), line("366")], ["BATCH L", "353 b", "366 b", "BATCH "]],
    [[line("BATCH", "+x"), line("PRIVMSG"), line("BATCH", "-x")], [
      "BATCH L",
      "PRIVMSG ",
      "BATCH ",
    ]],
  ];
  for (const [sent, expected] of cases) {
    const written: string[] = [];
    const scope = new LabelScope("L", "b", ({ command }, { label = "", batch = "" }) => {
      written.push(`${command} ${label}${batch}`);
    });
    for (const message of sent) scope.send(message);
    scope.end();
    assertEquals(written, expected);
  }
});

pure("lineFor() writes the tags that a client understands, and no line over 512 bytes", () => {
  const message: Outgoing = {
    source: "a!b@c",
    command: "PRIVMSG",
    params: ["#chat", "hi"],
    time: 1_000,
    msgid: "e.1",
    isFromBot: true,
    clientTags: new Map([["+x", "y"]]),
  };
  const cases: readonly [caps: Capability[], tags: string][] = [
    [[], ""],
    [["server-time"], "@time=1970-01-01T00:00:01.000Z "],
    [["message-tags"], "@msgid=e.1;bot;+x=y "],
    [["message-tags", "server-time"], "@time=1970-01-01T00:00:01.000Z;msgid=e.1;bot;+x=y "],
  ];
  for (const [caps, tags] of cases) {
    const written = lineFor(message, new Set(caps), OPTIONS);
    assertEquals(written, `${tags}:a!b@c PRIVMSG #chat :hi\r\n`);
  }
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 700 }), (text) => {
    const long = { command: "421", params: ["a", text.replace(/[\0\r\n]/g, "")] };
    const written = lineFor(long, new Set<Capability>(), OPTIONS);
    assert(utf8Bytes(written) <= 512 && written.isWellFormed());
  }));
});

pure("textMessages(): ten lines and a link, each with an id of its own, 512 bytes at most", () => {
  const said = {
    source: `${"🦊".repeat(20)}!user@chat`,
    command: "PRIVMSG",
    target: "#chat",
    text: `/me ${"x".repeat(400)}\n${"line\n".repeat(20)}`,
    time: 0,
    msgid: "e.1",
    link: "http://h:1/texts/1",
  } as const;
  const messages = textMessages(said);
  assertEquals(messages.length, 11);
  assertEquals(messages.map(({ msgid }) => msgid).slice(0, 3), ["e.1", "e.1.1", "e.1.2"]);
  assert(messages[0]!.params[1]!.startsWith("\x01ACTION x"));
  assertEquals(messages[10]!.params[1], "[12 more lines: http://h:1/texts/1]");
  for (const message of messages) {
    assert(utf8Bytes(lineFor(message, new Set<Capability>(), OPTIONS)) <= 512);
  }
});

pure("IrcWorld says once what a notice is, and follows the room", () => {
  const heard: string[] = [];
  const world = new IrcWorld({
    room: "e",
    onCame: ({ nick }) => heard.push(`+${nick}`),
    onGone: (nick) => heard.push(`-${nick}`),
  });
  const joined = { type: "joined", name: "ann", time: 1 } as const;
  const commands = (messages: readonly Outgoing[]) => messages.map(({ command }) => command);
  assertEquals(commands(world.interpret(joined)), ["JOIN", "JOIN"]);
  assertEquals(world.interpret(joined), world.interpret(joined));
  world.annotations.add("ann", { text: "beep", command: "NOTICE" });
  const said = { type: "message", from: "ann", time: 2 } as const;
  assertEquals(commands(world.interpret({ ...said, text: "other", seq: 1 })), ["PRIVMSG"]);
  assertEquals(commands(world.interpret({ ...said, text: "beep", seq: 2 })), ["NOTICE"]);
  assertEquals(commands(world.interpret({ ...said, text: "beep", seq: 3 })), ["PRIVMSG"]);
  world.interpret({ type: "renamed", from: "ann", to: "Ann", time: 3 });
  world.interpret({ type: "renamed", from: "Ann", to: "bob", time: 3 });
  const twin = world.interpret({ type: "joined", name: "bоb", like: "bob", time: 3 });
  assertEquals(twin.at(-1)!.params, ["#chat", "bоb is not bob: it only looks the same"]);
  const [removed] = world.interpret({ type: "left", name: "bоb", removed: "a twin", time: 4 });
  assertEquals(removed!.params, ["Removed: a twin"]);
  world.explain("bob", "Quit: tea");
  const [quit] = world.interpret({ type: "left", name: "bob", time: 4 });
  assertEquals(quit!.params, ["Quit: tea"]);
  assertEquals(heard, ["+ann", "-Ann", "+bob", "+bоb", "-bоb", "-bob"]);
  assertEquals(["e.7", "f.7", "e.x"].map((id) => world.ids.seqOf(id)), [
    7,
    undefined,
    undefined,
  ]);
});
