/** The messenger assignment, sentence by sentence, played by the real program. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Need, testWith } from "../helpers/needs.ts";
import { Party } from "../helpers/party.ts";
import { Program, ROOT } from "../helpers/program.ts";
import { Pty, testOnTerminal } from "../helpers/pty.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const NEEDS: readonly Need[] = ["run", "read", "write", "env"];

/** The files that the repository ships for sharing. */
const SAMPLES = ["chime.wav", "clip.mp4", "photo.png", "welcome.txt"];

testWith(NEEDS, "you should be able to invoke server and client as follows", async () => {
  const port = freePort();
  await using server = Program.start(["serve", "--port", port, "--host", "127.0.0.1"]);
  await server.line(new RegExp(`^\\d\\d:\\d\\d:\\d\\d listening on 127\\.0\\.0\\.1:${port}$`));
  await using client = Program.start(["connect", "alice", "localhost", port]);
  await client.line("alice has joined");
});

testWith(
  NEEDS,
  "when a client connects, on the server, print where the connection is coming from " +
    "including the IP address and the port number of the client",
  async () => {
    await using party = await Party.begin();
    const alice = await party.join("alice");
    const line = await party.server.line(/connection from/);
    const [, address] = /^\d\d:\d\d:\d\d connection from (127\.0\.0\.1:\d{1,5})$/.exec(line)!;
    await party.server.line(new RegExp(`${address} is alice$`));
    await alice.type("/quit");
    await party.server.line(new RegExp(`${address} \\(alice\\) ended: said goodbye$`));
  },
);

testWith(
  NEEDS,
  "when a client connects, on the client, display a simple welcome message from the server, " +
    "sent over a network socket and not hardcoded on the client side",
  async () => {
    await using plain = await Party.begin();
    assertEquals((await plain.join("alice")).lines[0], "Welcome, alice! 1 user is online.");
    await using own = await Party.begin(["--welcome", "Salve {name}, {online} adsunt"]);
    assertEquals((await own.join("bob")).lines[0], "Salve bob, 1 adsunt");
  },
);

testOnTerminal(
  "allow multiple clients to connect to the same server; on each client, provide an input prompt " +
    "allowing the client to send messages",
  async () => {
    await using party = await Party.begin();
    const bob = await party.join("bob");
    await using alice = await Pty.start(["connect", "alice", "127.0.0.1", party.port]);
    await alice.waitFor("alice → everyone ›");
    await alice.type("hello\r");
    await bob.line("alice: hello");
    await alice.type("/to bob\r");
    await alice.waitFor("alice → bob ›");
    await bob.type("hi");
    await alice.waitFor("bob: hi");
    await alice.type("/quit\r");
    assertEquals(await alice.exit(), 0);
  },
);

testWith(
  NEEDS,
  "print username has joined on all connected clients whenever a client connects to the server",
  async () => {
    await using party = await Party.begin();
    const [alice, bob, carol] = await party.joinAll("alice", "bob", "carol");
    const joined = (names: string[]) => names.map((name) => `${name} has joined`);
    assertEquals(alice.lines.slice(1), joined(["alice", "bob", "carol"]));
    assertEquals(bob.lines.slice(1), joined(["bob", "carol"]));
    assertEquals(carol.lines.slice(1), joined(["carol"]));
  },
);

testWith(
  NEEDS,
  "allow client to leave the system by implementing a command; " +
    "print username has left on all other connected clients",
  async () => {
    await using party = await Party.begin();
    const [alice, bob, carol] = await party.joinAll("alice", "bob", "carol");
    await carol.type("/quit");
    assertEquals(await carol.exit(), 0);
    for (const other of [alice, bob]) await other.line("carol has left");
    assertEquals(carol.lines, ["Welcome, carol! 3 users are online.", "carol has joined"]);
    assertEquals(carol.errors, []);
  },
);

/** Ways to go without saying so, with what the server's log calls them. */
const UNEXPECTED: readonly [how: string, go: (client: Program) => unknown, why: RegExp][] = [
  ["its input ends", (client) => client.endInput(), /said goodbye/],
  ["it is killed by SIGKILL", (client) => client.kill("SIGKILL"), /hung up|connection reset/],
  ["it is killed by SIGTERM", (client) => client.kill("SIGTERM"), /hung up|connection reset/],
  ["its terminal is closed", (client) => client.kill("SIGHUP"), /hung up|connection reset/],
];

for (const [how, go, why] of UNEXPECTED) {
  testWith(
    NEEDS,
    "allow client to leave the system unexpectedly; print username has left on all other " +
      `connected clients: ${how}`,
    async () => {
      await using party = await Party.begin();
      const [alice, bob, carol] = await party.joinAll("alice", "bob", "carol");
      await go(carol);
      for (const other of [alice, bob]) await other.line("carol has left");
      await party.server.line(new RegExp(`\\(carol\\) ended: (${why.source})$`));
    },
  );
}

testWith(
  NEEDS,
  "allow client to leave the system unexpectedly; print username has left on all other " +
    "connected clients: its connection is reset",
  async () => {
    await using party = await Party.begin();
    const [alice, bob, carol] = await party.joinAll("alice", "bob", "carol");
    carol.kill("SIGSTOP");
    await alice.type("who dies with this unread resets the connection");
    await bob.line(/unread/);
    carol.kill("SIGKILL");
    for (const other of [alice, bob]) await other.line("carol has left");
    await party.server.line(/\(carol\) ended: connection reset$/);
  },
);

testWith(
  NEEDS,
  "one of the connected clients disconnecting should not cause the server to crash",
  async () => {
    await using party = await Party.begin();
    const alice = await party.join("alice");
    for (const signal of ["SIGKILL", "SIGTERM", "SIGKILL"] as const) {
      const bob = await party.join("bob");
      bob.kill(signal);
      party.forget(bob);
      await alice.line("bob has left");
    }
    await party.join("bob");
    await alice.type("/who");
    await alice.line("Online: alice, bob");
  },
);

testWith(NEEDS, "client should be able to send multiple messages", async () => {
  await using party = await Party.begin();
  const [alice, bob] = await party.joinAll("alice", "bob");
  const texts = Array.from({ length: 50 }, (_, i) => `message  ${i} `);
  await alice.type(texts.join("\n"));
  for (const text of texts) await bob.line(`alice: ${text}`);
  assertEquals(bob.lines.slice(2), texts.map((text) => `alice: ${text}`));
});

testWith(
  NEEDS,
  "broadcast means that a message is sent to all other clients excluding the one that sends it",
  async () => {
    await using party = await Party.begin();
    const [alice, bob, carol] = await party.joinAll("alice", "bob", "carol");
    await alice.type("hello");
    await bob.line("alice: hello");
    await carol.line("alice: hello");
    await alice.type("/who");
    await alice.line("Online: alice, bob, carol");
    assertEquals(alice.lines.filter((line) => line.includes("hello")), []);
  },
);

testWith(
  NEEDS,
  "client should be able to unicast messages to another client individually when there are more " +
    "than two clients in the system",
  async () => {
    await using party = await Party.begin();
    const [alice, bob, carol] = await party.joinAll("alice", "bob", "carol");
    await alice.type("/msg carol psst,  carol");
    await carol.line("alice (private): psst,  carol");
    await alice.type("hello, all");
    for (const other of [bob, carol]) await other.line("alice: hello, all");
    for (const other of [alice, bob]) {
      assertEquals(other.lines.filter((line) => line.includes("psst")), []);
    }
    await alice.type("/msg dave hello?");
    await alice.error(/^chat: Nobody here is called dave$/);
  },
);

testWith(
  NEEDS,
  "client should be able to change between the above messaging modes",
  async () => {
    await using party = await Party.begin();
    const [alice, bob, carol] = await party.joinAll("alice", "bob", "carol");
    await alice.type("/to bob\nfor bob\n/all\nfor all\n/to carol\nfor carol\n/all once, to all");
    await alice.line("Writing to bob");
    await alice.line("Writing to everyone");
    await alice.line("Writing to carol");
    await alice.type("/to nobody\nstill for carol\n//to is a command");
    await alice.error(/^chat: Nobody here is called nobody$/);
    await carol.line("alice (private): /to is a command");
    await alice.type("/all\nthe end");
    for (const other of [bob, carol]) await other.line("alice: the end");
    assertEquals(bob.lines.slice(3), [
      "alice (private): for bob",
      "alice: for all",
      "alice: once, to all",
      "alice: the end",
    ]);
    assertEquals(carol.lines.slice(2), [
      "alice: for all",
      "alice (private): for carol",
      "alice: once, to all",
      "alice (private): still for carol",
      "alice (private): /to is a command",
      "alice: the end",
    ]);
  },
);

testWith(
  NEEDS,
  "clients should be able to access the SharedFiles folder; you may consider using the environment " +
    "variable SERVER_SHARED_FILES to find it",
  async () => {
    await using shared = await TempFolder.make({ "one.txt": "1", "two words.txt": "22" });
    await using party = await Party.begin([], { env: { SERVER_SHARED_FILES: shared.path } });
    await party.server.line(new RegExp(`sharing 2 files from ${shared.path}$`));
    const alice = await party.join("alice");
    await alice.type("/files");
    await alice.line("  two words.txt  2 bytes");
    await using option = await TempFolder.make({ "three.txt": "3" });
    const env = { SERVER_SHARED_FILES: shared.path };
    await using other = await Party.begin(["--files", option.path], { env });
    await other.server.line(new RegExp(`sharing 1 file from ${option.path}$`));
  },
);

testWith(NEEDS, "the server has a SharedFiles folder: made where it is missing", async () => {
  await using party = await Party.begin([], { env: { SERVER_SHARED_FILES: "" } });
  await party.server.line(new RegExp(`sharing 0 files from ${party.folder.path}/SharedFiles$`));
  const alice = await party.join("alice");
  await alice.type("/files");
  await alice.line("Access to SharedFiles granted: 0 files");
  await party.folder.write("SharedFiles/late.txt", "later");
  // A list may be up to 5 s old, if making it took long.
  let said = "";
  for (let i = 0; i < 1_000 && !said.endsWith(" 1 file"); i++) {
    await alice.type("/files");
    said = await alice.line(/^Access to SharedFiles granted: /);
  }
  assertEquals(said, "Access to SharedFiles granted: 1 file");
});

testWith(
  NEEDS,
  "server replies with a successful access message including the number of files; " +
    "a list of files in this folder will be displayed on client prompt",
  async () => {
    await using party = await Party.begin(["--files", `${ROOT}SharedFiles`]);
    const alice = await party.join("alice");
    await alice.type("/files");
    await alice.line(/welcome\.txt/);
    const sizes = SAMPLES.map((name) => `  ${name}  ${sampleSize(name)} bytes`);
    assertEquals(alice.lines.slice(2), ["Access to SharedFiles granted: 4 files", ...sizes]);
  },
);

testWith(
  NEEDS,
  "client can download any files (text, image, audio, video); downloaded files should be put in a " +
    "folder named by the username; display the size in bytes for each downloaded file",
  async () => {
    await using party = await Party.begin(["--files", `${ROOT}SharedFiles`]);
    const alice = await party.join("alice");
    await alice.type(SAMPLES.map((name) => `/get ${name}`).join("\n"));
    await alice.endInput();
    assertEquals(await alice.exit(), 0);
    const told = SAMPLES.map((name) =>
      `Downloaded ${name}: ${sampleSize(name)} bytes to alice/${name}`
    );
    assertEquals(alice.lines.slice(2).sort(), told);
    assertEquals(await party.folder.files(), SAMPLES.map((name) => `alice/${name}`));
    for (const name of SAMPLES) {
      assertEquals(await Deno.readFile(party.folder.file(`alice/${name}`)), sample(name), name);
    }
  },
);

testWith(
  NEEDS,
  "in case of a crash, attempt to close remaining connections and print an error message in the " +
    "terminals of all previous connected devices",
  async () => {
    const command = [Deno.execPath(), "run", "-A", "--quiet", `${ROOT}tests/helpers/crash.ts`];
    await using party = await Party.begin([], { command });
    const clients = await party.joinAll("alice", "bob", "carol");
    party.server.kill("SIGUSR1");
    for (const client of clients) {
      assertEquals(await client.exit(), 1);
      assertEquals(client.errors, [
        `chat: 127.0.0.1:${party.port} closed the connection: The server has failed`,
      ]);
    }
    assertEquals(await party.server.exit(), 1);
    await party.server.error(/the operator's cat/);
    assertMatch(party.server.lines.at(-1)!, /ended|closing/);
  },
);

testWith(
  NEEDS,
  "the server should not allow any client to transmit messages without having first set a username",
  async () => {
    await using party = await Party.begin(["--files", `${ROOT}SharedFiles`]);
    const alice = await party.join("alice");
    const nobody = party.connect();
    await nobody.type("hello\n/msg alice hello\n/files\n/get photo.png\n/who");
    await nobody.endInput();
    assertEquals(await nobody.exit(), 1, "as something was refused");
    assertEquals(nobody.lines.at(-1), "Online: alice");
    assertEquals(nobody.errors.length, 4, nobody.errors.join("\n"));
    for (const error of nobody.errors) assertMatch(error, /^chat: .*name first$/);
    const bob = party.connect();
    await bob.type("/name bob\nhello");
    await alice.line("bob has joined");
    await alice.line("bob: hello");
    assertEquals(alice.lines.filter((line) => line.includes("hello")), ["bob: hello"]);
  },
);

testWith(
  NEEDS,
  "if the server is not available or port/hostname are wrong, an error message detailing the issue " +
    "should be printed",
  async () => {
    const port = freePort();
    const cases: [host: string, error: string][] = [
      ["127.0.0.1", `127.0.0.1:${port}: connection refused`],
      ["::1", `[::1]:${port}: `],
      ["no.such.host.invalid", `no.such.host.invalid:${port}: unknown host`],
    ];
    for (const [host, error] of cases) {
      const { code, lines, errors } = await Program.run(["connect", "alice", host, port]);
      assertEquals([code, lines, errors.length], [1, [], 1], errors.join("\n"));
      assert(errors[0]!.startsWith(`chat: Cannot connect to ${error}`), errors[0]);
    }
  },
);

/** A port that nobody listens on. */
function freePort(): string {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return `${(listener.addr as Deno.NetAddr).port}`;
}

function sample(name: string): Uint8Array {
  return Deno.readFileSync(`${ROOT}SharedFiles/${name}`);
}

function sampleSize(name: string): number {
  return sample(name).length;
}
