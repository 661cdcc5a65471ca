/** The IRC door: what each command is answered with, and what bounds a client. */
import { assert, assertEquals } from "@std/assert";
import { assertSaid, LineClient } from "../helpers/line_client.ts";
import { MemoryFolder } from "../helpers/memory_folder.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";

/** What a registered client in the channel sends, and what it is answered. */
const ANSWERS: readonly [sent: string, answers: readonly string[]][] = [
  ["FOO", [":chat.local 421 ike FOO :Unknown command"]],
  ["FOO_1 x", [":chat.local 421 ike FOO_1 :Unknown command"]],
  ["", []],
  ["JOIN", [":chat.local 461 ike JOIN :Not enough parameters"]],
  ["JOIN #other", [
    ":chat.local 403 ike #other :There is no such channel; this server has one room, #chat",
  ]],
  ["JOIN #chat", []],
  ["PART #other", [
    ":chat.local 403 ike #other :There is no such channel; this server has one room, #chat",
  ]],
  ["NICK", [":chat.local 431 ike :No nick given"]],
  ["NICK a,b", [":chat.local 432 ike a,b :Erroneous nick"]],
  ["NICK con", [":chat.local 432 ike con :A name is not a Windows device"]],
  [`NICK ${"x".repeat(21)}`, [
    `:chat.local 432 ike ${"x".repeat(21)} :A name has 1 to 20 characters`,
  ]],
  ["NICK MEG", [":chat.local 433 ike MEG :The nick is taken"]],
  ["NICK ike", []],
  ["USER a b c d", [":chat.local 462 ike :You have registered already"]],
  ["PASS x", [":chat.local 462 ike :You have registered already"]],
  ["PRIVMSG", [":chat.local 411 ike :No recipient given"]],
  ["PRIVMSG meg", [":chat.local 412 ike :No text to send"]],
  ["PRIVMSG nobody :x", [":chat.local 401 ike nobody :No such nick"]],
  ["PRIVMSG #other :x", [
    ":chat.local 403 ike #other :There is no such channel; this server has one room, #chat",
  ]],
  ["NOTICE nobody :x", []],
  [`PRIVMSG #chat :${"x".repeat(470)}`, []],
  [`PRIVMSG #chat :${"x".repeat(490)}`, [
    ":chat.local 417 ike :The line is too long to be passed on whole",
  ]],
  [`PRIVMSG #chat :${"x".repeat(600)}`, [
    ":chat.local 417 ike :The line is too long to be passed on whole",
  ]],
  ["TOPIC #chat", [":chat.local 331 ike #chat :No topic is set"]],
  ["MODE #chat", [":chat.local 324 ike #chat +n"]],
  ["MODE #chat +m", [":chat.local 482 ike #chat :The room has no channel operators"]],
  ["MODE #chat b", [":chat.local 368 ike #chat :End of channel ban list"]],
  ["MODE ike", [":chat.local 221 ike :+"]],
  ["MODE ike +iB", [":ike MODE ike +i+B"]],
  ["MODE ike +x", [":chat.local 501 ike :Unknown mode flag"]],
  ["MODE meg", [":chat.local 502 ike :You can change your own modes only"]],
  ["KICK #chat meg", [":chat.local 482 ike #chat :The room has no channel operators"]],
  ["KILL meg :x", [":chat.local 481 ike :Only an operator may do that"]],
  ["OPER a b", [":chat.local 491 ike :This server takes no operators"]],
  ["AWAY :tea", [":chat.local 306 ike :You have been marked as being away"]],
  ["AWAY", [":chat.local 305 ike :You are no longer marked as being away"]],
  ["ISON MEG nobody ike", [":chat.local 303 ike :meg ike"]],
  ["USERHOST meg", [":chat.local 302 ike :meg=+~user@irc"]],
  ["WHO meg", [
    ":chat.local 352 ike * ~user irc chat.local meg H :0 A user",
    ":chat.local 315 ike meg :End of /WHO list",
  ]],
  ["WHO #chat %tnf,42", [
    ":chat.local 354 ike 42 meg H",
    ":chat.local 354 ike 42 ike HB",
    ":chat.local 315 ike #chat :End of /WHO list",
  ]],
  ["WHOIS nobody", [
    ":chat.local 401 ike nobody :No such nick",
    ":chat.local 318 ike nobody :End of /WHOIS list",
  ]],
  ["WHOWAS nobody", [
    ":chat.local 406 ike nobody :Nobody of this nick was here lately",
    ":chat.local 369 ike nobody :End of WHOWAS",
  ]],
  ["LIST", [
    ":chat.local 321 ike Channel :Users  Name",
    ":chat.local 322 ike #chat 2 :",
    ":chat.local 323 ike :End of /LIST",
  ]],
  ["NAMES #chat", [
    ":chat.local 353 ike = #chat :meg ike",
    ":chat.local 366 ike #chat :End of /NAMES list",
  ]],
  ["INVITE meg #chat", [":chat.local 443 ike meg #chat :is on the channel already"]],
  ["PING :a b", [":chat.local PONG chat.local :a b"]],
  ["VERSION other.server", [":chat.local 402 ike other.server :No such server"]],
  ["MONITOR + meg,nobody", [":chat.local 730 ike :meg!~user@irc", ":chat.local 731 ike :nobody"]],
  ["PRIVMSG *files :list", [
    ":*files NOTICE ike :Access to SharedFiles granted: 1 file",
    ":*files NOTICE ike :a b.txt  1.02 kB  LINK",
  ]],
  ["CAP FOO", [":chat.local 410 ike FOO :Invalid CAP subcommand"]],
  ["PART #chat", [":ike PART #chat"]],
  ["PART #chat", [":chat.local 442 ike #chat :You are not on that channel"]],
  ["PRIVMSG #chat :x", [
    ":chat.local 404 ike #chat :You cannot send to a channel that you have not joined",
  ]],
];

Deno.test("each command is answered as Modern IRC has it", async () => {
  await using server = startServer({
    folder: new MemoryFolder({ "a b.txt": new Uint8Array(1_024) }),
  });
  await using _meg = await LineClient.irc(server.port, "meg");
  await using ike = await LineClient.irc(server.port, "ike");
  for (const [sent, answers] of ANSWERS) {
    await ike.send(sent);
    const lines = (await ike.sync()).filter((line) => !line.includes(" 329 "));
    assertSaid(lines.map((line) => line.replace(/http:\S+a%20b\.txt/, "LINK")), answers);
  }
});

Deno.test("WHOIS tells when somebody came, also while no IRC client was there", async () => {
  let now = 1_000_000;
  await using server = startServer({ now: () => now });
  using eve = await RawClient.join(server.port, "eve");
  const join = async (name: string, at: number) => {
    now = at;
    return await RawClient.join(server.port, name);
  };
  const askedOf = async (name: string, at: number) => {
    now = at;
    await using ike = await LineClient.irc(server.port, "ike");
    await ike.send(`WHOIS ${name}`);
    const signon = (await ike.line(/ 317 /)).replace(/^.* (\d+) :.*$/, "$1");
    await ike.send("QUIT");
    await ike.end();
    for (let isGone = false; !isGone;) {
      const notice = await eve.notice();
      isGone = notice.type === "left" && notice.name === "ike";
    }
    return signon;
  };
  using bob = await join("bob", 2_000_000);
  assertEquals(await askedOf("bob", 3_000_000), "2000");
  await bob.answer({ type: "bye" });
  using again = await join("bob", 4_000_000);
  assertEquals(await askedOf("bob", 5_000_000), "4000", "it is a later visit");
  now = 6_000_000;
  await again.answer({ type: "name", name: "Bob" });
  assertEquals(await askedOf("Bob", 7_000_000), "4000", "a new name is no new visit");
});

/** What a client sends before it is registered, and the first word of each answer. */
const EARLY: readonly [sent: readonly string[], answered: readonly string[]][] = [
  [["NICK ike", "JOIN #chat"], ["451"]],
  [["NICK a*"], ["432"]],
  [["NICK ike", "USER a 0 *"], ["461"]],
  [["NICK ike", "USER a 0 * :"], ["461"]],
  [["PING x"], ["PONG"]],
  [["CAP LS 302", "NICK ike", "USER a 0 * :b"], ["CAP"]],
  [["CAP LS 302", "NICK ike", "USER a 0 * :b", "CAP END"], ["CAP", "001"]],
  [["NICK meg", "USER a 0 * :b", "NICK ike"], ["433", "001"]],
  [["USER a 0 * :b", "NICK Meg"], ["433"]],
  [["QUIT :bye"], ["ERROR"]],
];

for (const [sent, answered] of EARLY) {
  Deno.test(`before registration, ${sent.join(" / ")} is answered ${answered.join(", ")}`, async () => {
    await using server = startServer();
    await using _meg = await LineClient.irc(server.port, "meg");
    await using client = await LineClient.connect(server.port);
    await client.send(...sent);
    const lines = answered.includes("ERROR") ? await client.end() : await client.sync();
    const words = lines.map((line) => line.replace(/^:\S+ /, "").split(" ")[0]!);
    assertEquals(words.filter((word) => !/^(00[2-5]|2[56]\d|37[256])$/.test(word)), [...answered]);
  });
}

Deno.test("a label is answered once: with a line, a batch, or ACK", async () => {
  await using server = startServer();
  const caps = "labeled-response batch echo-message message-tags";
  await using ike = await LineClient.irc(server.port, "ike", { caps });
  const cases: readonly [sent: string, answers: readonly RegExp[]][] = [
    ["PONG x", [/^@label=1 :chat\.local ACK$/]],
    ["PING x", [/^@label=1 :chat\.local PONG/]],
    ["PRIVMSG #chat :x", [/^@label=1;msgid=\S+ :ike!\S+ PRIVMSG #chat :x$/]],
    ["NICK Ike", [/^@label=1 :ike!\S+ NICK Ike$/]],
    ["NICK ike", [/^@label=1 :Ike!\S+ NICK ike$/]],
    ["NAMES #chat", [
      /^@label=1 :chat\.local BATCH \+(\S+) labeled-response$/,
      /^@batch=\S+ .* 353/,
      /^@batch=\S+ .* 366/,
      /BATCH -/,
    ]],
  ];
  for (const [sent, answers] of cases) {
    await ike.send(`@label=1 ${sent}`);
    const lines = await ike.sync();
    assertEquals(lines.length, answers.length, `${sent}: ${lines.join("\n")}`);
    answers.forEach((answer, i) => assert(answer.test(lines[i]!), lines[i]));
  }
});

Deno.test("what is not UTF-8 is refused, and said so", async () => {
  await using server = startServer();
  await using ike = await LineClient.irc(server.port, "ike");
  await using meg = await LineClient.irc(server.port, "meg");
  await ike.write(new Uint8Array([...new TextEncoder().encode("PRIVMSG #chat :a"), 0xff, 13, 10]));
  await ike.line(
    ":chat.local FAIL PRIVMSG INVALID_UTF8 :Your message is not UTF-8 and was ignored",
  );
  assertEquals(await meg.sync(), []);
});

Deno.test("client tags go to those who understand them, and to nobody else", async () => {
  await using server = startServer();
  await using ike = await LineClient.irc(server.port, "ike", { caps: "message-tags" });
  await using meg = await LineClient.irc(server.port, "meg", { caps: "message-tags server-time" });
  await using old = await LineClient.irc(server.port, "old");
  await ike.sync();
  await ike.send("@+typing=active;secret=1 TAGMSG #chat", "@+x=\\:;y=2 PRIVMSG #chat :hi");
  await ike.sync();
  const [typing, said] = await meg.sync().then((lines) =>
    lines.filter((line) => !/ JOIN /.test(line))
  );
  assert(/^@time=\S+;msgid=\S+;\+typing=active :ike!\S+ TAGMSG #chat$/.test(typing!), typing);
  assert(/^@time=\S+;msgid=\S+;\+x=\\: :ike!\S+ PRIVMSG #chat :hi$/.test(said!), said);
  assertSaid(await old.sync(), [":ike PRIVMSG #chat :hi"]);
});

Deno.test("earlier messages are paged through, with what was said by other doors", async () => {
  await using server = startServer();
  await using ike = await LineClient.irc(server.port, "ike", {
    caps: "batch server-time message-tags draft/chathistory",
  });
  for (let i = 0; i < 5; i++) await ike.send(`PRIVMSG #chat :m${i}`);
  await ike.send("CHATHISTORY LATEST #chat * 3");
  const lines = await ike.sync();
  const texts = lines.map((line) => / PRIVMSG #chat :(.*)/.exec(line)?.[1]).filter(Boolean);
  assertEquals(texts, ["m2", "m3", "m4"]);
  const oldest = /msgid=([^; ]+)/.exec(lines.find((line) => line.endsWith(":m2"))!)![1];
  await ike.send(`CHATHISTORY BEFORE #chat msgid=${oldest} 2`);
  assertEquals((await ike.sync()).flatMap((line) => / :(m\d)$/.exec(line)?.[1] ?? []), [
    "m0",
    "m1",
  ]);
});

Deno.test("a client that floods is slowed, told so once, and loses nothing", async () => {
  await using server = startServer({ limits: { rate: 50, burst: 20 } });
  await using meg = await LineClient.irc(server.port, "meg");
  await using ike = await LineClient.irc(server.port, "ike");
  await meg.sync();
  const sent = Array.from({ length: 60 }, (_, i) => `PRIVMSG #chat :m${i}`);
  await ike.send(...sent);
  const notices = (await ike.sync()).filter((line) => line.includes("too fast"));
  assertEquals(notices.length, 1);
  const heard = (await meg.sync()).flatMap((line) => / :(m\d+)$/.exec(line)?.[1] ?? []);
  assertEquals(heard, sent.map((line) => line.split(":")[1]!));
});

Deno.test("a client that registers too slowly, or answers no ping, hears ERROR", async () => {
  await using server = startServer({
    limits: { rate: 0, helloMs: 1_000, pingAfterMs: 500, goneAfterMs: 1_000 },
  });
  await using slow = await LineClient.connect(server.port);
  await slow.send("NICK slow");
  assert((await slow.end()).at(-1)!.startsWith("ERROR :Closing link: Timed out: "));
});

Deno.test("an operator shows the name and the password of the file, and nobody else is one", async () => {
  const operator = { name: "op", password: "secret" };
  await using server = startServer({ irc: { serverName: "My.Server", operator } });
  await using ike = await LineClient.irc(server.port, "ike");
  await ike.send("OPER op Secret", "OPER Op secret", "OPER op secret", "MODE ike -o", "MODE ike");
  assertEquals((await ike.sync()).map((line) => line.split(" ").slice(1, 3).join(" ")), [
    "464 ike",
    "464 ike",
    "381 ike",
    "MODE ike",
    "MODE ike",
    "221 ike",
  ]);
});
