/** The manual, compared with the tables that the program is made of. */
import { assert, assertEquals } from "@std/assert";
import { CONNECT } from "../../client/commands/connect_command.ts";
import { GET } from "../../client/commands/get_command.ts";
import { HISTORY } from "../../client/commands/history_command.ts";
import { SEND } from "../../client/commands/send_command.ts";
import { WHO } from "../../client/commands/who_command.ts";
import { COMMANDS } from "../../client/dialects/messenger/commands.ts";
import { usage } from "../../client/dialects/messenger/help.ts";
import { SERVE } from "../../server/commands/serve_command.ts";
import { testWith } from "../helpers/needs.ts";
import { commandLine, Program, ROOT, serve } from "../helpers/program.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const MANUAL = await readManual();

const COMMANDS_WITH_OPTIONS = { serve: SERVE, connect: CONNECT };
const COMMANDS_IN_SCRIPTS = { get: GET, send: SEND, who: WHO, history: HISTORY };

testWith(["read"], "the manual has a row for every option, with its default", () => {
  for (const [name, { options }] of Object.entries(COMMANDS_WITH_OPTIONS)) {
    const section = sectionOf(`## \`chat ${name}\``);
    for (const [option, { value = "", default: preset = "" }] of Object.entries(options)) {
      const typed = `\`--${option} ${value}`.trimEnd();
      const row = section.split("\n").find((line) => line.startsWith(`| ${typed}\``));
      assert(row?.includes(preset), `${name} ${typed}: ${row}`);
    }
  }
});

testWith(["read"], "the manual names every option of the commands for scripts", () => {
  for (const [name, { options }] of Object.entries(COMMANDS_IN_SCRIPTS)) {
    const section = sectionOf(`### \`chat ${name}\``);
    for (const option of Object.keys(options)) assert(section.includes(`--${option}`), option);
  }
});

testWith(["read"], "the manual has every command of the messenger, in its form", () => {
  for (const [name, command] of Object.entries(COMMANDS)) {
    const typed = usage(name, command).replaceAll("|", "\\|");
    assert(MANUAL.includes(`| \`${typed}\``), typed);
  }
});

testWith(["read", "write", "run", "env"], "the manual's bot answers private messages", async () => {
  const { server, port } = await serve();
  await using _server = server;
  const [program, ...before] = commandLine();
  const source = /```js\n([^]*?spawn[^]*?)```/.exec(MANUAL)![1]!;
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

/** The manual, or nothing where files cannot be read: then the tests are ignored. */
async function readManual(): Promise<string> {
  const { state } = await Deno.permissions.query({ name: "read" });
  return state === "granted" ? await Deno.readTextFile(`${ROOT}docs/MANUAL.md`) : "";
}

/** The text under a heading, up to the next one of its level or above. */
function sectionOf(heading: string): string {
  const level = heading.indexOf(" ");
  const [, text] = MANUAL.split(`\n${heading}\n`);
  assert(text !== undefined, `${heading}: no such section`);
  return text.split(new RegExp(`^#{1,${level}} `, "m"))[0]!;
}
