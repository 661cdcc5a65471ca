/** The text door: names, telnet, keys, lines that are too long, control characters, deadlines. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { LineClient, loadSessions } from "../helpers/line_client.ts";
import { MemoryFolder } from "../helpers/memory_folder.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";

const UTF8 = new TextEncoder();

/** First lines, and the name that is taken by them; none if they are no person's. */
const OPENINGS: readonly [bytes: Uint8Array | string, name: string | undefined][] = [
  ["alice\n", "alice"],
  ["alice\r\n", "alice"],
  ["alice\r\0", "alice"],
  ["alice\r", "alice"],
  ["NAME alice\n", "alice"],
  ["/name alice\n", "alice"],
  ["  alice  \n", "alice"],
  ["ali\x08\x08lx\x7fice\r\n", "alice"],
  ["\r\n\r\nalice\r\n", "alice"],
  ["zoë🦊\n", "zoë🦊"],
  [Uint8Array.of(0xff, 0xfb, 0x18, 0xff, 0xfd, 0x06, ...UTF8.encode("alice\r\n")), "alice"],
  ["nick\n", "nick"],
  ["\x16\x03\x01\x02\0", undefined],
  ["SSH-2.0-OpenSSH_9.9\r\n", undefined],
  [Uint8Array.of(0x61, 0xe9, 0x0a), undefined],
  ["\x07\n", undefined],
  [`${"x".repeat(600)}\n`, undefined],
];

for (const [opening, name] of OPENINGS) {
  Deno.test(`a connection that begins with ${show(opening)} is ${name ?? "turned away"}`, async () => {
    await using server = startServer({ loadSessions });
    await using client = await LineClient.connect(server.port);
    await client.write(typeof opening === "string" ? UTF8.encode(opening) : opening);
    if (name === undefined) {
      return assertMatch((await client.end()).join("\n"), /This is a chat server/);
    }
    await client.line(`${name} has joined`);
    using native = await RawClient.join(server.port);
    assertEquals((await native.ok({ type: "who" })).names, [name]);
  });
}

Deno.test("telnet's options are refused once, byte by byte", async () => {
  await using server = startServer({ loadSessions });
  const conn = await Deno.connect({ port: server.port, hostname: "127.0.0.1" });
  const sent = Uint8Array.of(
    0xff,
    0xf4,
    0xff,
    0xfd,
    0x06,
    0xff,
    0xfd,
    0x06,
    0xff,
    0xfa,
    0x18,
    0x61,
  );
  for (const byte of [...sent, 0xff, 0xf0, ...UTF8.encode("alice\r\0")]) {
    await conn.write(Uint8Array.of(byte));
  }
  const buffer = new Uint8Array(1_024);
  let text = "";
  while (!text.includes("has joined")) {
    text += String.fromCharCode(...buffer.subarray(0, (await conn.read(buffer))!));
  }
  assert(text.startsWith("\xff\xfc\x06Welcome, alice!"), JSON.stringify(text));
  conn.close();
});

Deno.test("a line over 64 KiB is refused and said so, one at the limit is said", async () => {
  await using server = startServer({ loadSessions });
  await using alice = await LineClient.text(server.port, "alice");
  await using bob = await LineClient.text(server.port, "bob");
  await alice.line("bob has joined");
  await alice.send("x".repeat(65_537));
  await alice.line("chat: Not sent: a line has at most 64 KiB");
  await alice.send("y".repeat(65_535));
  assertEquals((await bob.line(/y/)).length, "alice: ".length + 65_535);
  await alice.send("still here");
  await bob.line("alice: still here");
});

Deno.test("nobody is sent a control character, however it was said", async () => {
  await using server = startServer({ loadSessions });
  await using alice = await LineClient.text(server.port, "alice");
  using native = await RawClient.join(server.port, "nat");
  await alice.line("nat has joined");
  await native.send({ type: "say", text: "\x1b]0;title\x07\x9b2J\x1b[31m\0red\x7f\u202e" });
  assertEquals(await alice.line(/^nat: /), "nat: red");
  await using ike = await LineClient.irc(server.port, "ike");
  await alice.write(UTF8.encode("\x1b[Aa\x02b\x01c\x9bd\n"));
  await ike.line(/PRIVMSG #chat :abcd$/);
});

Deno.test("a person may be silent for as long as they like; one without a name may not", async () => {
  await using server = startServer({
    loadSessions,
    limits: { rate: 0, pingAfterMs: 200, goneAfterMs: 200, halfFrameMs: 200 },
  });
  await using person = await LineClient.text(server.port, "alice");
  await person.write(UTF8.encode("half a line"));
  await using idle = await LineClient.irc(server.port, "idle");
  await idle.pinged(3);
  await person.send(" is said");
  await idle.line(/PRIVMSG #chat :half a line is said$/);
});

Deno.test("a taken name is refused, and another one taken", async () => {
  await using server = startServer({ loadSessions });
  await using _alice = await LineClient.text(server.port, "alice");
  await using other = await LineClient.connect(server.port);
  await other.send("alice");
  await other.line(/^chat: .*taken.* Type another name and press Enter\.$/);
  await other.send("");
  await other.line("Type your name and press Enter.");
  await other.send("bob");
  await other.line("bob has joined");
});

Deno.test("a server that closes says so in plain text and in IRC", async () => {
  const server = startServer({ loadSessions });
  await using person = await LineClient.text(server.port, "alice");
  await using irc = await LineClient.irc(server.port, "ike");
  await server.close({ code: "server-closing", message: "The server is closing" });
  assertEquals((await person.end()).at(-1), "chat: The server is closing");
  assertEquals((await irc.end()).at(-1), "ERROR :Closing link: The server is closing");
});

function show(opening: Uint8Array | string): string {
  const text = typeof opening === "string" ? opening : String.fromCharCode(...opening);
  return JSON.stringify(text.slice(0, 30));
}

Deno.test("/get shows links, to one file or several, and says what is not there", async () => {
  const hello = UTF8.encode("hello");
  const folder = new MemoryFolder({ "a b.txt": hello, "c.txt": hello, "d.png": hello });
  await using server = startServer({ loadSessions, folder });
  const at = `http://localhost:${server.port}/files`;
  await using alice = await LineClient.text(server.port, "alice");
  await alice.send("/get a b.txt");
  await alice.line(`${at}/a%20b.txt`);
  await alice.send("/get *.txt");
  await alice.line(`${at}/a%20b.txt`);
  await alice.line(`${at}/c.txt`);
  await alice.send("/get nothing.txt");
  await alice.line(/^chat: Download of nothing\.txt failed: /);
  await alice.send("/get *.pdf");
  await alice.line("chat: Download of *.pdf failed: nothing matches *.pdf");
  await alice.send("/help get");
  await alice.line("/get NAME: show a link to a file, or to several: /get *.png");
  for (const needless of ["bell", "cancel a", "clear"]) {
    await alice.send(`/${needless}`);
    await alice.line(/^chat: Unknown command: /);
  }
});

Deno.test("a script gets every link that it asked for, at the end of its input and with /quit", async () => {
  const hello = UTF8.encode("hello");
  const folder = new MemoryFolder({ "a.txt": hello, "b.txt": hello, "c.txt": hello });
  await using server = startServer({ loadSessions, folder });
  const links = ["a", "b", "c"].map((name) => `http://localhost:${server.port}/files/${name}.txt`);
  await using ends = await LineClient.connect(server.port);
  await ends.send("ends", "/get *");
  await ends.closeWrite();
  assertEquals((await ends.end()).slice(2), links);
  await using quits = await LineClient.connect(server.port);
  await quits.send("quits", "/get *", "/quit");
  assertEquals((await quits.end()).slice(2), links);
});

Deno.test("a person with nc is asked for the password, and gets links that others cannot guess", async () => {
  const folder = new MemoryFolder({ "a b.txt": UTF8.encode("hello") });
  await using server = startServer({ loadSessions, folder, password: "lamp-river-stone" });
  const { port } = server;
  await using alice = await LineClient.connect(port);
  await alice.send("alice");
  await alice.line("This server asks for a password. Type it and press Enter.");
  await alice.send("lamp-river-stone");
  await alice.line(/^Welcome, alice! /);
  await alice.line("alice has joined");
  await alice.send("/get a b.txt");
  const link = await alice.line(/^http:\/\/localhost:\d+\/files\/a%20b\.txt\?ticket=\S+$/);
  const answers = [await fetch(link), await fetch(link), await fetch(link.replace(/\?.*/, ""))];
  assertEquals(answers.map(({ status }) => status), [200, 200, 403]);
  assertEquals(await answers[0]!.text(), "hello");
  for (const each of answers.slice(1)) await each.body?.cancel();
  await using ike = await LineClient.connect(port);
  await ike.send("PASS lamp-river-stone", "NICK ike", "USER ike 0 * :Ike", "PRIVMSG *files :list");
  await ike.line(/ NOTICE ike :a b\.txt {2}5 B$/);
  await ike.send("PRIVMSG *files :get a b.txt");
  const given = await ike.line(/ NOTICE ike :http:\S+\?ticket=\S+$/);
  assertEquals(await (await fetch(given.split(" :").at(-1)!)).text(), "hello");
});

Deno.test("a wrong password ends the conversation, and nobody hears of it", async () => {
  await using server = startServer({ loadSessions, password: "lamp-river-stone" });
  await using mallory = await LineClient.connect(server.port);
  await mallory.send("mallory", "nonsense", "hello");
  const lines = await mallory.end();
  assertEquals(lines, [
    "This server asks for a password. Type it and press Enter.",
    "chat: Wrong password.",
  ]);
  assertEquals(server.events.filter(({ type }) => type === "named"), []);
  assert(!JSON.stringify(server.events).includes("nonsense"));
});
