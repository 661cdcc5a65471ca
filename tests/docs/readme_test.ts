/** The README: what it lists, how long it is, and how it starts the program. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { format } from "@std/fmt/bytes";
import config from "../../deno.json" with { type: "json" };
import { testWith } from "../helpers/needs.ts";
import { ROOT } from "../helpers/program.ts";

/** How long a page for newcomers may be, in lines. */
const MOST_LINES = 130;

testWith(["read"], "every way to start the program has the permissions of one file", async () => {
  const { serve, connect, chat, compile, install } = config.tasks;
  for (const { command } of [serve, connect, chat, compile, install]) {
    assert(command.includes(" $(cat .permissions) ") && !command.includes("--allow-"), command);
  }
  const flags = (await read(".permissions")).trim();
  for (const flag of flags.split("\n")) assertMatch(flag, /^--(no-prompt|allow-\S+)$/);
});

testWith(["read"], "README.md lists the files of SharedFiles, with their sizes", async () => {
  const listed = (await read("README.md")).matchAll(/^ {2}\S+ +[\d.]+ k?B$/gm);
  const shipped: string[] = [];
  for await (const { name } of Deno.readDir(`${ROOT}SharedFiles`)) {
    const { size } = await Deno.stat(`${ROOT}SharedFiles/${name}`);
    shipped.push(`  ${name.padEnd(11)}  ${format(size).padStart(7)}`);
  }
  assertEquals(Array.from(listed, ([line]) => line), shipped.sort());
});

testWith(["read"], "README.md stays short, and names only tasks that there are", async () => {
  const page = await read("README.md");
  assert(page.split("\n").length <= MOST_LINES);
  for (const [, task] of page.matchAll(/deno(?:@[\d.]+)? task ([\w:]+)/g)) {
    assert(Object.hasOwn(config.tasks, task!), task);
  }
});

async function read(file: string): Promise<string> {
  return await Deno.readTextFile(`${ROOT}${file}`);
}
