/** The real server process with a history: kills, permissions, what is on the disk. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { permittedCommand, Program, serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { killRounds } from "../soak/kill_rounds.ts";
import { Random } from "../soak/random.ts";

const NEEDS = ["run", "read", "write", "env"] as const;

testWith(
  NEEDS,
  "five kills under load: every confirmed message is there, once and in order",
  async () => {
    await using folder = await TempFolder.make();
    const seed = Date.now() % 1_000_000;
    const outcome = await killRounds(folder.file("room.db"), 5, new Random(seed));
    console.log(`seed ${seed}: ${outcome.confirmed} confirmed, ${outcome.kept} kept`);
    assert(outcome.confirmed > 0 && outcome.kept >= outcome.confirmed);
  },
  { program: "sqlite3" },
);

testWith(
  NEEDS,
  "private messages are nowhere on the disk, while the server runs and after it",
  async () => {
    await using folder = await TempFolder.make();
    const { server, port } = await serve(["--history", folder.file("room.db")]);
    await using _server = server;
    {
      using alice = await RawClient.join(Number(port), "alice");
      using bob = await RawClient.join(Number(port), "bob");
      await bob.answer({ type: "tell", to: "alice", text: "PRIVATE-WORDS to alice" });
      await bob.answer({ type: "say", text: "PUBLIC-WORDS to all" });
      await alice.answer({ type: "tell", to: "bob", text: "PRIVATE-WORDS to bob" });
      assertEquals((await alice.answer({ type: "find", text: "words" })).ok?.count, 1);
    }
    const onDisk = async () => {
      const paths = (await folder.files()).map((name) => folder.file(name));
      const { stdout } = await new Deno.Command("strings", { args: ["-a", ...paths] }).output();
      return new TextDecoder().decode(stdout);
    };
    const running = await onDisk();
    server.kill("SIGTERM");
    assertEquals(await server.exit(), 0);
    for (const text of [running, await onDisk()]) {
      assertStringIncludes(text, "PUBLIC-WORDS");
      assert(!text.includes("PRIVATE-WORDS"));
    }
  },
  { program: "strings" },
);

testWith(
  NEEDS,
  "serve keeps a history in the state folder, with the permissions of a task",
  async () => {
    await using folder = await TempFolder.make();
    const command = await permittedCommand();
    const env = { XDG_STATE_HOME: folder.path };
    for (const since of ["", ", since [0-9-]{10}"]) {
      const { server, port } = await serve(["--history", "--metrics", "0"], { command, env });
      await using _server = server;
      assertMatch(
        server.lines.find((line) => line.includes("keeping"))!,
        new RegExp(`keeping messages in ${folder.path}/chat/room-0.db${since}$`),
      );
      const url = server.lines.find((line) => line.includes("metrics on"))!.split(" ").at(-1)!;
      using alice = await RawClient.join(Number(port), "alice");
      await alice.ok({ type: "say", text: "hello" });
      const metrics = await (await fetch(url)).text();
      assertStringIncludes(metrics, "\nchat_history_keeping 1\n");
      server.kill("SIGTERM");
      assertEquals(await server.exit(), 0);
    }
  },
);

testWith(NEEDS, "chat history prints what was said, with day and time, or as JSON", async () => {
  const { server, port } = await serve(["--rate", "0"]);
  await using _server = server;
  {
    using cron = await RawClient.join(Number(port), "cron");
    for (let at = 1; at <= 60; at++) {
      await cron.ok({ type: "say", text: `Build ${at}: \x1b[31mred` });
    }
    await cron.ok({ type: "say", text: "two\nlines" });
    await cron.answer({ type: "tell", to: "cron", text: "private" });
  }
  const run = async (...args: string[]) =>
    await Program.run(["history", "127.0.0.1", port, ...args]);
  const all = await run();
  assertEquals([all.code, all.errors, all.lines.length], [0, [], 51]);
  assertMatch(all.lines[0]!, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d cron: Build 12: red$/);
  assertMatch(all.lines.at(-2)!, /^\S+ \S+ cron: two$/);
  assertEquals(all.lines.at(-1), "    lines");
  assertEquals((await run("--last", "1")).lines.length, 2);
  assertEquals((await run("--since", "1h")).lines.length, 62);
  assertEquals((await run("--since", "1h", "--last", "3")).lines.length, 4);
  const found = await run("--find", "BUILD 6", "--since", "1d", "--json");
  assertEquals(found.lines.map((line) => JSON.parse(line).seq), [6, 16, 26, 36, 46, 56, 60]);
  const { text, from, type } = JSON.parse(found.lines[0]!);
  assertEquals([type, from, text], ["message", "cron", "Build 6: \x1b[31mred"]);
  assertEquals((await run("--find", "nothing like it")).lines, []);
  const bad = await run("--find", " ");
  assertEquals([bad.code, bad.errors], [1, ["chat: A text to find has a word in it"]]);
  assertEquals((await run("--since", "2y")).code, 2);
});

testWith(NEEDS, "serve says why it cannot keep a history, and does not start", async () => {
  await using folder = await TempFolder.make();
  const path = folder.file("room.db");
  const { server } = await serve(["--history", path]);
  await using _server = server;
  const { code, errors } = await Program.run(["serve", "--port", "0", "--history", path]);
  assertEquals([code, errors], [
    1,
    [`chat: Cannot keep the history in ${path}: another server has it open`],
  ]);
  const wrong: [string[], RegExp][] = [
    [["--history-days", "3"], /--history-days needs --history/],
    [["--history", "--history-size", "9"], /--history-size must be at least 1048576, received 9/],
  ];
  for (const [args, why] of wrong) {
    const { code, errors } = await Program.run(["serve", ...args]);
    assertEquals(code, 2);
    assertMatch(errors[0]!, why);
  }
});
