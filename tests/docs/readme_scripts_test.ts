import { assert, assertEquals } from "@std/assert";
import { COMMANDS } from "../../client/dialects/messenger/commands.ts";
import { usage } from "../../client/dialects/messenger/help.ts";
import { testWith } from "../helpers/needs.ts";
import { commandLine, Program, ROOT, serve } from "../helpers/program.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

testWith(["read"], "the README has every command of the messenger, and its form", async () => {
  const readme = await Deno.readTextFile(`${ROOT}README.md`);
  for (const [name, command] of Object.entries(COMMANDS)) {
    const typed = usage(name, command).replaceAll("|", "\\|");
    assert(readme.includes(`| \`${typed}\``), typed);
  }
});

testWith(["read", "write", "run", "env"], "the README's bot answers private messages", async () => {
  const readme = await Deno.readTextFile(`${ROOT}README.md`);
  const { server, port } = await serve();
  await using _server = server;
  const [program, ...before] = commandLine();
  const source = /```js\n([^]*?spawn[^]*?)```/.exec(readme)![1]!;
  const bot = source.replace(
    'spawn("chat", ["connect", "--json", "echo", "localhost", "5555"])',
    () =>
      `spawn(${JSON.stringify(program)}, ${
        JSON.stringify([...before, "connect", "--json", "echo", "127.0.0.1", port])
      })`,
  );
  assert(bot !== source);
  assertEquals(source.trim().split("\n").length, 10);
  await using folder = await TempFolder.make({ "bot.mjs": bot });
  await using alice = Program.start(["connect", "alice", "127.0.0.1", port]);
  await alice.line("alice has joined");
  const running = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-config", "--allow-all", folder.file("bot.mjs")],
    stdin: "null",
    stdout: "null",
  }).spawn();
  await alice.line("echo has joined");
  await alice.type("/msg echo hello?");
  await alice.line("echo (private): You wrote: hello?");
  server.kill("SIGTERM");
  assertEquals((await running.status).code, 0);
});
