import { assert, assertEquals, assertMatch } from "@std/assert";
import { Ajv } from "../helpers/ajv.ts";
import { testWith } from "../helpers/needs.ts";
import { Program, ROOT, serve } from "../helpers/program.ts";
import { Pty, testOnTerminal } from "../helpers/pty.ts";
import { RawClient } from "../helpers/raw_client.ts";

testWith(["run", "read", "env"], "chat send says it to everyone, or to one", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = Program.start(["connect", "alice", "127.0.0.1", port]);
  await alice.line("alice has joined");
  const args = ["send", "--as", "cron", `127.0.0.1:${port}`];
  assertEquals(await Program.run([...args, "The", "backup  is", "done"]), {
    code: 0,
    lines: [],
    errors: [],
  });
  await alice.line("cron: The backup  is done");
  const sent = await Program.run([...args, "--to", "alice"], "one\n\ntwo");
  assertEquals([sent.code, sent.errors], [0, []]);
  await alice.line("cron (private): one");
  await alice.line("cron (private): two");
  const lost = await Program.run([...args, "--to", "nobody", "hi"]);
  assertEquals([lost.code, lost.errors], [1, ["chat: Nobody here is called nobody"]]);
  assertEquals((await Program.run(["who", "127.0.0.1", port])).lines, ["alice"]);
  const taken = await Program.run(["send", "--as", "alice", "127.0.0.1", port, "hi"]);
  assertEquals([taken.code, taken.errors], [0, []]);
  await alice.line("alice-2: hi");
  assertEquals(
    alice.lines.filter((line) => line === "cron has joined").length,
    2,
    "not for nobody",
  );
});

testWith(["run", "read", "env"], "chat send reaches somebody who is away", async () => {
  const { server, port } = await serve(["--rate", "0", "--max-queue", "65536"]);
  await using _server = server;
  using _alice = await RawClient.join(Number(port), "alice");
  using bob = await RawClient.join(Number(port), "bob");
  // She reads nothing more, until the server gives her up and holds her name.
  for (let isAway = false; !isAway;) {
    const { ok } = await bob.answer({ type: "tell", to: "alice", text: "x".repeat(60_000) });
    isAway = ok?.awayUntil !== undefined;
  }
  const sent = await Program.run(
    ["send", "--as", "cron", "--to", "alice", "127.0.0.1", port],
    "one\ntwo",
  );
  assertEquals([sent.code, sent.lines, sent.errors.length], [0, [], 1]);
  assertMatch(
    sent.errors[0]!,
    /^chat: alice is away, and gets that on coming back within 1[012]\d s$/,
  );
});

testWith(
  ["run", "read", "env"],
  "chat send with nothing to send joins nobody, exit 2",
  async () => {
    const { server, port } = await serve();
    await using _server = server;
    await using alice = Program.start(["connect", "alice", "127.0.0.1", port]);
    await alice.line("alice has joined");
    const args = ["send", "--as", "cron", "127.0.0.1", port];
    const empty = await Program.run([...args, ""]);
    assertEquals([empty.code, empty.errors], [2, ["chat: nothing to send. See: chat send --help"]]);
    for (const input of ["", "\n \n"]) {
      const { code, errors } = await Program.run(args, input);
      assertEquals([code, errors], [2, ["chat: nothing to send: the input is empty"]]);
    }
    await alice.type("/who");
    await alice.line("Online: alice");
    assertEquals(alice.lines.filter((line) => /cron/.test(line)), []);
  },
);

/** What a script types, and the exit code that comes of it. */
const EXITS: readonly (readonly [string, number])[] = [
  ["hello", 0],
  ["/who", 0],
  ["/msg ghost hi", 1],
  ["/get nosuch", 1],
  ["/nope", 1],
  ["/nope\nhello", 1],
];

testWith(
  ["run", "read", "env", "write"],
  "off a terminal, what was refused shows in the exit code",
  async () => {
    const { server, port } = await serve();
    await using _server = server;
    for (const [line, expected] of EXITS) {
      const { code } = await Program.run(["connect", "bob", "127.0.0.1", port], line);
      assertEquals(code, expected, line);
    }
    for (
      const [dialect, line] of [["multiuser", "MSG ghost hi"], ["chatroom", "list bob"]] as const
    ) {
      const args = ["connect", "--dialect", dialect, "127.0.0.1", port];
      assertEquals((await Program.run(args, line)).code, 0, "as the assignments have it");
    }
  },
);

testWith(["run", "read", "env"], "chat who prints a name a line", async () => {
  const { server, port } = await serve();
  await using _server = server;
  assertEquals((await Program.run(["who", "127.0.0.1", port])).lines, []);
  await using alice = Program.start(["connect", "alice", "127.0.0.1", port]);
  await alice.line("alice has joined");
  await using bob = Program.start(["connect", "bob", "127.0.0.1", port]);
  await bob.line("bob has joined");
  const { code, lines } = await Program.run(["who", `127.0.0.1:${port}`]);
  assertEquals([code, lines], [0, ["alice", "bob"]]);
});

testWith(["run", "read", "env"], "wrong usage says what was meant, and exits with 2", async () => {
  const cases: [string[], string][] = [
    [["conect"], "chat: Unknown command: conect. Did you mean connect? See: chat --help"],
    [
      ["send", "h", "1", "x"],
      "chat: send needs a name to send under: --as USER. See: chat send --help",
    ],
    [["who"], "chat: who needs a host and a port. See: chat who --help"],
    [
      ["connect", "--no-colour", "a"],
      "chat: Unknown option: --no-colour. Did you mean --no-color? See: chat connect --help",
    ],
    [
      ["connect", "--json", "--dialect", "chatroom", "a"],
      "chat: --json and --dialect exclude each other. See: chat connect --help",
    ],
    [
      ["completions", "tcsh"],
      "chat: completions needs one of bash, zsh, fish, received tcsh. See: chat completions --help",
    ],
  ];
  const runs = await Promise.all(cases.map(([args]) => Program.run(args)));
  cases.forEach(([, message], i) => {
    assertEquals(runs[i], { code: 2, lines: [], errors: [message] });
  });
});

testWith(["run", "read", "write", "env"], "what --json prints keeps to its schema", async () => {
  const downloads = await Deno.makeTempDir();
  const { server, port } = await serve(["--files", `${ROOT}SharedFiles`]);
  await using _server = server;
  const schema = JSON.parse(await Deno.readTextFile(`${ROOT}docs/chat-json.schema.json`));
  const isValid = new Ajv({ strict: false }).compile(schema);
  const options = ["--json", "--downloads", downloads];
  await using bot = Program.start(["connect", ...options, "bot", "127.0.0.1", port]);
  await bot.line(/^{"type":"joined"/);
  const alice = Program.start(["connect", "alice", "127.0.0.1", port]);
  await alice.line("alice has joined");
  await alice.type("hi bot\x1b[31m\u202e");
  await alice.type("/msg bot psst");
  await alice.type("/name alicia");
  await bot.line(/^{"type":"renamed"/);
  await alice[Symbol.asyncDispose]();
  await bot.line(/^{"type":"left"/);
  for (
    const asked of [
      { type: "who", id: "w" },
      { type: "say", text: "hello", id: 1 },
      { type: "tell", to: "nobody", text: "hello", id: 2 },
      { type: "files", id: 3 },
      { type: "get", name: "{photo,chime}.*", id: "g" },
      { type: "get", name: "no such", id: "n" },
      { type: "get", name: "*.nothing", id: "p" },
      { type: "cancel", name: "no such download", id: "c" },
      { type: "name", name: "robot", id: 4 },
      { type: "shout", id: 5 },
      { type: "tell", text: "to whom?", id: 6 },
      { type: "say", text: "x", id: {} },
    ]
  ) await bot.type(JSON.stringify(asked));
  await bot.type('{"type":"who","id":1e400}');
  await bot.type("not JSON");
  await bot.endInput();
  assertEquals(await bot.exit(), 0);
  assertEquals(bot.errors, []);
  const printed = bot.lines.map((line) => JSON.parse(line));
  for (const event of printed) {
    assert(isValid(event), `${JSON.stringify(event)}: ${JSON.stringify(isValid.errors)}`);
  }
  const answers = Object.fromEntries(
    printed.flatMap((event) => event.id ? [[event.id, event]] : []),
  );
  assertEquals(answers.w.names, ["bot"]);
  assertEquals([answers[1].type, answers[2].code], ["ok", "no-such-user"]);
  assertEquals([answers[3].count, answers[4].name], [answers[3].files.length, "robot"]);
  assertEquals([answers[5].code, answers[6].code], ["malformed-line", "malformed-line"]);
  const typesOf = (wanted: string) =>
    printed.flatMap(({ id, type }) => id === wanted ? [type] : []);
  assertEquals(printed.filter(({ id }) => id === null), [], "1e400 is no number of JSON's");
  assertEquals(typesOf("g"), ["downloaded", "downloaded", "ok"]);
  assertEquals(typesOf("n"), ["failed", "error"]);
  assertEquals(typesOf("p"), ["failed", "error"]);
  assertEquals(typesOf("c"), ["error"]);
  const said = printed.find(({ type }) => type === "message");
  assertEquals(said.text, "hi bot\x1b[31m\u202e");
  assert(!bot.lines.join("").includes("\u202e"));
  assertEquals(
    await Deno.readFile(`${downloads}/bot/photo.png`),
    await Deno.readFile(`${ROOT}SharedFiles/photo.png`),
  );
  await Deno.remove(downloads, { recursive: true });
});

testWith(
  ["run", "read", "env"],
  "completions know every subcommand, option and choice",
  async () => {
    const shells = await Promise.all(
      ["bash", "zsh", "fish"].map((shell) => Program.run(["completions", shell])),
    );
    for (const { code, lines } of shells) {
      assertEquals(code, 0);
      for (const word of ["serve", "connect", "send", "no-history", "multiuser", "welcome"]) {
        assert(lines.some((line) => line.includes(word)), word);
      }
    }
    // What is said of an option in two lines would break fish's.
    for (const line of shells[2]!.lines) assertMatch(line, /^(complete -c chat|function| {2}|end)/);
    const complete = async (...words: string[]) => {
      const quoted = words.map((word) => `'${word}'`).join(" ");
      const script = `${shells[0]!.lines.join("\n")}
      COMP_WORDS=(${quoted}); COMP_CWORD=${
        words.length - 1
      }; _chat; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout } = await new Deno.Command("bash", { args: ["-c", script] }).output();
      return new TextDecoder().decode(stdout).trim().split("\n");
    };
    assertEquals(await complete("chat", "s"), ["serve", "send"]);
    assertEquals(await complete("chat", "connect", "--no-"), [
      "--no-reconnect",
      "--no-color",
      "--no-history",
    ]);
    assertEquals(await complete("chat", "connect", "--dialect", "m"), ["messenger", "multiuser"]);
    assertEquals(await complete("chat", "completions", "z"), ["zsh"]);
  },
);

testOnTerminal("chat send without a text says on a terminal that it reads the input", async () => {
  const { server, port } = await serve();
  await using _server = server;
  await using alice = Program.start(["connect", "alice", "127.0.0.1", port]);
  await alice.line("alice has joined");
  await using send = await Pty.start(["send", "--as", "cron", "127.0.0.1", port]);
  await send.waitFor("chat: type what to send; Ctrl-D ends it");
  await send.type("one\r\x04");
  assertEquals(await send.exit(), 0);
  await alice.line("cron: one");
});

testOnTerminal("chat alone explains itself in ten lines", async () => {
  await using chat = await Pty.start([]);
  assertEquals(await chat.exit(), 0);
  assertEquals(chat.screen().length, 10);
  assertEquals(chat.screen()[2], "Start a server, on one machine:     chat serve");
  for (const line of chat.screen()) assert(line.length <= 80);
});
