/** The program as a script or an operator meets it: usage, exit codes, clear errors. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { type Need, testWith } from "../helpers/needs.ts";
import { Party } from "../helpers/party.ts";
import { commandLine, Program } from "../helpers/program.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const NEEDS: readonly Need[] = ["run", "read", "write", "env"];

/** Wrong usage, each with what the one line on standard error says. */
const WRONG: readonly [args: string, error: string][] = [
  ["", "A command is missing. See: chat --help"],
  ["fly", "Unknown command: fly. See: chat --help"],
  ["--bogus", "Unknown command: --bogus. See: chat --help"],
  ["serve --port 65536", "--port must be a port from 0 to 65535, received 65536."],
  ["serve --port=-1", "--port must be a port from 0 to 65535, received -1."],
  ["serve --port 5e3", "--port must be a port from 0 to 65535, received 5e3."],
  ["serve --port", "--port needs a value."],
  ["serve --files", "--files needs a value."],
  ["serve --port=", "--port needs a value."],
  ["serve --grace -1", "--grace must be a whole number, received -1."],
  ["serve --quiet=no", "--quiet takes no value, received --quiet=no."],
  ["serve --prot 5", "Unknown option: --prot. Did you mean --port?"],
  ["serve -p 5", "Unknown option: -p."],
  ["serve 5555", "serve takes no operand, received 5555."],
  ["connect alice localhost 0", "PORT must be 1 to 65535, received 0."],
  ["connect alice localhost 65536", "PORT must be 1 to 65535, received 65536."],
  ["connect alice localhost http", "PORT must be 1 to 65535, received http."],
  ["connect a b 5 extra", "connect takes no fourth operand, received extra."],
  ["connect --bogus localhost 5", "Unknown option: --bogus."],
];

testWith(NEEDS, "wrong usage exits 2 with one line that says what, and a hint", async () => {
  await Promise.all(WRONG.map(async ([args, error]) => {
    const { code, lines, errors } = await Program.run(args.split(" ").filter(Boolean));
    assertEquals([code, lines, errors.length], [2, [], 1], args);
    assert(errors[0]!.startsWith(`chat: ${error}`), `${args}: ${errors[0]}`);
    assertMatch(errors[0]!, /See: chat( serve| connect)? --help$/);
  }));
});

testWith(NEEDS, "--help and --version answer and exit 0", async () => {
  const run = async (...args: string[]) => {
    const { code, lines, errors } = await Program.run(args);
    assertEquals([code, errors], [0, []], args.join(" "));
    return lines.join("\n");
  };
  assertEquals(await run("--version"), `chat ${config.version}`);
  assertMatch(await run("--help"), /^ {2}serve .*\n {2}connect /m);
  assertEquals(await run("help", "--help"), await run("--help"));
  const serve = await run("serve", "--help");
  for (const option of ["port PORT", "host ADDRESS", "files DIR", "welcome TEXT", "help"]) {
    assertMatch(serve, new RegExp(`^ {2}--${option} .*\\w`, "m"));
  }
  assertMatch(await run("connect", "-h"), /^ {2}--downloads DIR .*\w/m);
  assertEquals(await run("connect", "a", "b", "--help"), await run("connect", "--help"));
});

testWith(NEEDS, "serve says what keeps it from starting, and exits 1", async () => {
  await using folder = await TempFolder.make({ file: "" });
  using busy = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = busy.addr as Deno.NetAddr;
  const cases: [args: string[], error: RegExp][] = [
    [["--port", `${port}`], /^chat: Cannot listen on 127\.0\.0\.1:\d+: the port is in use; /],
    [["--host", "203.0.113.1"], /^chat: Cannot listen on 203\.0\.113\.1:0: /],
    [["--host", "no.such.host.invalid"], /^chat: Cannot listen on no\.such\.host\.invalid:0: /],
    [["--files", folder.file("file")], /^chat: Cannot share .*\/file: it is not a folder$/],
    [
      ["--files", folder.file("file/below")],
      /^chat: Cannot share .*\/file\/below: a part of its path is not a folder$/,
    ],
    [["--password-file", folder.file("x")], /^chat: Cannot read .*\/x: there is no such file$/],
    [["--irc-operator", folder.path], /^chat: Cannot read .*: it is a folder$/],
    [
      ["--tls-cert", folder.file("x"), "--tls-key", folder.file("y")],
      /^chat: Cannot use .*: .*\/x cannot be read: there is no such file$/,
    ],
  ];
  for (const [args, wanted] of cases) {
    const address = ["--port", "0", "--host", "127.0.0.1"];
    const { code, lines, errors } = await Program.run(["serve", ...address, ...args]);
    assertEquals([code, lines, errors.length], [1, [], 1], errors.join("\n"));
    assertMatch(errors[0]!, wanted);
  }
});

testWith(
  NEEDS,
  "serve on a port in use leaves no new folder behind, and removes no other",
  async () => {
    await using folder = await TempFolder.make({ "there/file": "" });
    using busy = Deno.listen({ port: 0, hostname: "127.0.0.1" });
    const address = ["--port", `${(busy.addr as Deno.NetAddr).port}`, "--host", "127.0.0.1"];
    await Deno.mkdir(folder.file("empty"));
    for (const path of ["new/inner", "there", "there/new", "empty"]) {
      const { code } = await Program.run(["serve", ...address, "--files", folder.file(path)]);
      assertEquals(code, 1);
    }
    const left = Array.from(Deno.readDirSync(folder.path), ({ name }) => name);
    assertEquals(left.sort(), ["empty", "there"]);
    assertEquals(Array.from(Deno.readDirSync(folder.file("there")), ({ name }) => name), ["file"]);
  },
);

testWith(NEEDS, "a shared folder that goes away is an error, and comes back", async () => {
  await using party = await Party.begin(["--files", "shared"]);
  const alice = await party.join("alice");
  await Deno.remove(party.folder.file("shared"));
  await alice.type("/files\n/get x");
  await alice.error(/^chat: The shared folder cannot be read$/);
  await party.folder.write("shared/x", "back");
  await alice.type("/files");
  await alice.line("  x  4 bytes");
  await alice.type("hello");
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  testWith(NEEDS, `serve tells every client why it ends on ${signal}, and exits 0`, async () => {
    await using party = await Party.begin();
    const nameless = party.connect();
    await nameless.line(/^Welcome/);
    const clients = [nameless, ...await party.joinAll("alice", "bob")];
    party.server.kill(signal);
    const said =
      `127.0.0.1:${party.port} closed the connection: The operator has stopped the server`;
    for (const client of clients) {
      assertEquals([await client.exit(), client.errors], [1, [`chat: ${said}`]]);
    }
    assertEquals(await party.server.exit(), 0);
    assertMatch(party.server.lines.join("\n"), /closing: The operator has stopped the server$/m);
  });
}

/** What may answer in place of a chat server, and what the client makes of it. */
const ANSWERS: readonly [what: string, answer: (conn: Deno.Conn) => unknown, error: string][] = [
  ["a web server", say("HTTP/1.1 400 Bad Request\r\n\r\n"), "WHERE is not a chat server"],
  ["an SSH server", say("SSH-2.0-OpenSSH_9.9\r\n"), "WHERE is not a chat server"],
  ["an echo server", (conn) => conn.readable.pipeTo(conn.writable), "WHERE is not a chat server"],
  ["who hangs up", (conn) => conn.close(), "Cannot connect to WHERE: the server hung up"],
  [
    "a server of another version",
    say(frame(2, '{"id":1,"error":{"code":"version-unsupported","message":"Speak\\u001b[31m 2"}}')),
    "WHERE refused: Speak 2",
  ],
  [
    "a server that closes with a reason",
    say(frame(3, '{"type":"closing","code":"server-full","message":"Full\\nhouse"}')),
    "WHERE closed the connection: Full house",
  ],
];

for (const [what, answer, error] of ANSWERS) {
  testWith(NEEDS, `connect to ${what}: one line that says which, with host and port`, async () => {
    const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
    const { port } = listener.addr as Deno.NetAddr;
    const answered = answerAll(listener, answer);
    const { code, lines, errors } = await Program.run(["connect", "alice", "127.0.0.1", `${port}`]);
    assertEquals([code, lines, errors.length], [1, [], 1], errors.join("\n"));
    const wanted = `chat: ${error.replace("WHERE", `127.0.0.1:${port}`)}`;
    assert(errors[0]!.startsWith(wanted), errors[0]);
    listener.close();
    await answered;
  });
}

/** Answers every connection: a client may make several, to find out whether a server is encrypted. */
async function answerAll(
  listener: Deno.TcpListener,
  answer: (conn: Deno.Conn) => unknown,
): Promise<void> {
  for await (const conn of listener) await answer(conn);
}

testWith(NEEDS, "a name refused at start ends the client, exit 1", async () => {
  await using party = await Party.begin();
  await party.join("alice");
  const where = `chat: 127.0.0.1:${party.port} refused:`;
  const cases = [["alice", "The name alice is taken"], [
    "a/b",
    "A name has none of the characters",
  ]];
  for (const [name, error] of cases) {
    const client = party.connect(name!);
    assertEquals([await client.exit(), client.lines], [1, []]);
    assert(client.errors[0]!.startsWith(`${where} ${error}`), client.errors[0]);
  }
});

testWith(NEEDS, "a script sees exactly these lines, one an event, and nothing else", async () => {
  await using party = await Party.begin();
  await party.folder.write("SharedFiles/two words.txt", "words");
  const [alice, bob] = await party.joinAll("alice", "bob");
  await bob.type("hello\n/msg alice psst\n/fly\n/msg\n/name alice\n/name rob\n/quit");
  assertEquals(await bob.exit(), 1, "not all of it was done");
  await alice.line("rob has left");
  await alice.type("/to alice\nto myself");
  await alice.line("alice (private): to myself");
  await alice.type("/all\n/who\n/files");
  await alice.line(/two words/);
  await alice.type("/get two words.txt\n/get none");
  await alice.endInput();
  assertEquals(await alice.exit(), 1, "none is no file");
  assertEquals(alice.lines, [
    "Welcome, alice! 1 user is online.",
    "alice has joined",
    "bob has joined",
    "bob: hello",
    "bob (private): psst",
    "bob is now rob",
    "rob has left",
    "Writing to alice",
    "alice (private): to myself",
    "Writing to everyone",
    "Online: alice",
    "Access to SharedFiles granted: 1 file",
    "  two words.txt  5 bytes",
    "Downloaded two words.txt: 5 bytes to alice/two words.txt",
  ]);
  assertEquals(alice.errors, ["chat: Download of none failed: No such file: none"]);
  assertEquals(bob.lines.slice(2), ["bob is now rob"]);
  assertEquals(bob.errors, [
    "chat: Unknown command: /fly. Type /help for the commands",
    "chat: Use: /msg NAME TEXT",
    "chat: The name alice is taken",
  ]);
});

testWith(NEEDS, "input may have CRLF line ends, empty lines, no last line end", async () => {
  await using party = await Party.begin();
  const bob = await party.join("bob");
  const { port } = party;
  const alice = await Program.run(
    ["connect", "007", "127.0.0.1", port],
    "one\r\n\r\n   \r\n/who\r\n two \r\nthree",
  );
  assertEquals([alice.code, alice.lines.at(-1)], [0, "Online: bob, 007"]);
  await bob.line("007 has left");
  assertEquals(bob.lines.slice(2, -1), ["007 has joined", "007: one", "007:  two ", "007: three"]);
});

testWith(NEEDS, "a line that is too long is an error, and the next ones are sent", async () => {
  await using party = await Party.begin();
  const bob = await party.join("bob");
  const alice = await party.join("alice");
  for (const length of [2_000_000, 65_536, 65_535]) await alice.type("x".repeat(length));
  await bob.line(`alice: ${"x".repeat(65_535)}`);
  await alice.type("😀".repeat(65_535));
  await bob.line(`alice: ${"😀".repeat(65_535)}`);
  await alice.endInput();
  assertEquals([await alice.exit(), alice.errors], [1, [
    "chat: That is too long to be sent",
    "chat: A text has at most 65535 characters",
    // The long texts take more than the 64 KiB a second that one client may send.
    "chat: you send too fast: the server reads 20 messages a second from you",
  ]]);
});

testWith(NEEDS, "a client whose output nobody reads any more leaves, exit 0", async () => {
  await using party = await Party.begin();
  const bob = await party.join("bob");
  const [command, ...args] = party.commandFor("alice");
  const child = new Deno.Command(command!, { args, stdin: "piped", stdout: "piped" }).spawn();
  const output = child.stdout.getReader();
  await output.read();
  await output.cancel();
  await bob.line("alice has joined");
  await bob.type("anybody there?");
  assertEquals((await child.status).code, 0);
  await bob.line("alice has left");
  await child.stdin.close();
});

testWith(NEEDS, "a client whose output cannot be written says so, exit 1", async () => {
  await using party = await Party.begin();
  await party.join("bob");
  const who = [...commandLine(), "who", "127.0.0.1", party.port];
  const commands = [party.commandFor("alice"), who, [...commandLine(), "serve", "--help"]];
  for (const [command, ...args] of commands) {
    const child = new Deno.Command("sh", {
      args: ["-c", 'exec "$@" > /dev/full', "sh", command!, ...args],
      stdin: "null",
      stderr: "piped",
    });
    const { code, stderr } = await child.output();
    assertEquals(code, 1);
    assertMatch(new TextDecoder().decode(stderr), /^chat: Cannot write to standard output: .*\n$/);
  }
});

testWith(NEEDS, "what a peer sends is shown without its escape sequences", async () => {
  await using shared = await TempFolder.make({ "nice\x1b[31m\x07.txt": "" });
  await using party = await Party.begin(["--files", shared.path, "--welcome", "Hi\x1b[2J {name}"]);
  const [alice, bob] = await party.joinAll("alice", "bob");
  await bob.type("\x1b[31mred\x07\x9b1m \u202eevil");
  await alice.line("bob: red evil");
  await alice.type("/files");
  await alice.line("  nice.txt  0 bytes");
  assertEquals(alice.lines[0], "Hi alice");
  await bob.type("/name \x1b[31mbob");
  await bob.error(/^chat: A name has no invisible characters$/);
});

function say(bytes: string | Uint8Array): (conn: Deno.Conn) => Promise<void> {
  return async (conn) => {
    await conn.read(new Uint8Array(65_536));
    await conn.write(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
    conn.close();
  };
}

function frame(type: number, json: string): Uint8Array {
  const payload = new TextEncoder().encode(json);
  return Uint8Array.of(0, 0, payload.length + 1 >> 8, payload.length + 1 & 255, type, ...payload);
}

testWith(
  NEEDS,
  "a client whose password file has no password says so, and joins nobody",
  async () => {
    await using folder = await TempFolder.make({ empty: "\nsecond line" });
    const none = /Cannot read the password in .*\/none: there is no such file/;
    const empty = /The first line of .*\/empty has no password/;
    for (const [name, said] of [["none", none], ["empty", empty]] as const) {
      const given = ["127.0.0.1", "1", "--password-file", folder.file(name)];
      const runs = [
        await Program.run(["connect", "alice", ...given]),
        await Program.run(["connect", "--json", "alice", ...given]),
        await Program.run(["who", ...given]),
      ];
      assertEquals(runs.map(({ code }) => code), [1, 1, 1]);
      assertEquals(runs.map(({ errors }) => errors.length), [1, 0, 1]);
      for (const { lines, errors } of runs) assertMatch([...lines, ...errors].join("\n"), said);
    }
  },
);
