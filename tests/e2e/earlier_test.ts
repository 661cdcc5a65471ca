/** Earlier messages as users see them: on joining, when asked for, and after a restart. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { Program, serve } from "../helpers/program.ts";
import { KEY, Pty, testOnTerminal } from "../helpers/pty.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const NEEDS = ["run", "read", "write", "env"] as const;
const HOST = "127.0.0.1";

/** The screen without the times of day. */
function linesOf(pty: Pty): string[] {
  return pty.screen().map((line) => line.replace(/^\d\d:\d\d /, ""));
}

testOnTerminal("a newcomer's terminal sets apart what was said before", async () => {
  const { server, port } = await serve();
  await using _server = server;
  using bob = await RawClient.join(Number(port), "bob");
  for (let at = 1; at <= 25; at++) await bob.ok({ type: "say", text: `text ${at}, alice` });
  await using alice = await Pty.start(["connect", "alice", HOST, port], { rows: 40 });
  await alice.waitFor("alice has joined");
  const lines = linesOf(alice);
  const from = lines.indexOf("— earlier —");
  assertEquals(lines.slice(from, lines.indexOf("— now —") + 1), [
    "— earlier —",
    ...Array.from({ length: 20 }, (_, at) => `bob: text ${at + 6}, alice`),
    "— now —",
  ]);
  assertEquals(alice.bells, 0);
});

testOnTerminal(
  "/history and /find answer from the room, private messages from the session",
  async () => {
    const { server, port } = await serve();
    await using _server = server;
    using bob = await RawClient.join(Number(port), "bob");
    for (let at = 1; at <= 30; at++) await bob.ok({ type: "say", text: `number ${at}` });
    await using alice = await Pty.start(["connect", "alice", HOST, port, "--earlier", "0"], {
      rows: 30,
    });
    await alice.waitFor("alice → everyone ›");
    await bob.answer({ type: "tell", to: "alice", text: "number 12 for you alone" });
    await alice.waitFor("for you alone");
    await alice.type(`/find NUMBER 12${KEY.enter}`);
    await alice.waitFor("bob: number 12");
    await alice.type(`/history 3${KEY.enter}`);
    await alice.waitFor("bob: number 30");
    assertEquals(linesOf(alice).slice(-5), [
      "alice → everyone › /history 3",
      "bob: number 29",
      "bob: number 30",
      "bob (private): number 12 for you alone",
      "alice → everyone ›",
    ]);
    await alice.type(`/find nothing like it${KEY.enter}`);
    await alice.waitFor("No message here has: nothing like it");
  },
);

testWith(
  NEEDS,
  "scripts, --json and the assignments' dialects see nothing of it unless told",
  async () => {
    const { server, port } = await serve();
    await using _server = server;
    using bob = await RawClient.join(Number(port), "bob");
    await bob.ok({ type: "say", text: "before" });
    const run = async (...args: string[]) =>
      (await Program.run(["connect", ...args, HOST, port])).lines;
    assertEquals((await run("carol")).slice(1), ["carol has joined"]);
    const json = (await run("--json", "carol")).map((line) => JSON.parse(line).type);
    assertEquals(json, ["welcome", "joined"]);
    for (const dialect of ["multiuser", "chatroom"]) {
      assert(!(await run("--dialect", dialect, "carol")).some((line) => line.includes("before")));
      const told = await Program.run([
        "connect",
        "--dialect",
        dialect,
        "--earlier",
        "1",
        HOST,
        port,
      ]);
      assertEquals([told.code, told.lines], [2, []]);
    }
    assertEquals((await run("--earlier", "5", "carol")).slice(1), [
      "— earlier —",
      "bob: before",
      "— now —",
      "carol has joined",
    ]);
    const told = (await run("--json", "--earlier", "5", "carol")).map((line) => JSON.parse(line));
    assertEquals(told[0].earlier, 1);
    const { from, text, earlier, seq } = told[1];
    assertEquals([from, text, earlier, seq], ["bob", "before", true, 1]);
  },
);

testWith(
  NEEDS,
  "a restart in a conversation: nothing is missing, nothing comes twice",
  async () => {
    await using folder = await TempFolder.make();
    const history = ["--history", folder.file("room.db"), "--rate", "0"];
    const { server, port } = await serve(history);
    const start = async (name: string, ...more: string[]) => {
      const args = ["connect", "--reconnect", ...more, name, HOST, port];
      const program = Program.start(args);
      await program.line(new RegExp(`"?${name}"?.*has joined|"joined","name":"${name}"`));
      return program;
    };
    await using bob = await start("bob");
    await using json = await start("json", "--json");
    await using alice = await start("alice");
    await alice.type("one");
    await bob.line("alice: one");
    await bob.type("two");
    await alice.line("bob: two");
    await json.line(/"text":"two"/);
    {
      await using _server = server;
      server.kill("SIGKILL");
      await Promise.all([bob, alice].map((each) => each.error(/lost: /)));
      await json.line(/"type":"lost"/);
    }
    await alice.type("three, typed while away");
    const { server: second } = await serve([...history, "--port", port]);
    await using _second = second;
    await bob.line("alice: three, typed while away");
    await json.line(/"text":"three, typed while away"/);
    await bob.type("four");
    await alice.line("bob: four");
    await json.line(/"text":"four"/);
    for (const each of [alice, bob, json]) {
      await each.endInput();
      assertEquals(await each.exit(), 0);
    }
    const said = (program: Program) => program.lines.filter((line) => /^(alice|bob): /.test(line));
    assertEquals(said(alice), ["bob: two", "bob: four"]);
    assertEquals(said(bob), ["alice: one", "alice: three, typed while away"]);
    const messages = json.lines.map((line) => JSON.parse(line)).filter(({ type }) =>
      type === "message"
    );
    assertEquals(messages.map(({ seq, text }) => `${seq} ${text}`), [
      "1 one",
      "2 two",
      "3 three, typed while away",
      "4 four",
    ]);
    const { lines } = await Program.run(["history", HOST, port]);
    assertEquals(lines.map((line) => line.slice(20)), [
      "alice: one",
      "bob: two",
      "alice: three, typed while away",
      "bob: four",
    ]);
    assertMatch(lines[0]!, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /);
  },
);
