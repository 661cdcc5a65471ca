/** The README names every option and command there is, and every way to start has the same rights. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { CONNECT } from "../../client/commands/connect_command.ts";
import { COMMANDS } from "../../client/dialects/messenger/commands.ts";
import { GET } from "../../client/commands/get_command.ts";
import { SEND } from "../../client/commands/send_command.ts";
import { WHO } from "../../client/commands/who_command.ts";
import config from "../../deno.json" with { type: "json" };
import { SERVE } from "../../server/commands/serve_command.ts";
import { testWith } from "../helpers/needs.ts";

const README = new URL("../../README.md", import.meta.url);

testWith(["read"], "README.md names every option and every messenger command", async () => {
  const page = await Deno.readTextFile(README);
  for (const { options } of [SERVE, CONNECT, GET, SEND, WHO]) {
    for (const option of Object.keys(options)) assert(page.includes(`--${option}`), `--${option}`);
  }
  for (const command of Object.keys(COMMANDS)) assert(page.includes(`/${command}`), `/${command}`);
});

testWith(
  ["read"],
  "every way to start the program takes its permissions from one file",
  async () => {
    const { serve, connect, compile, install } = config.tasks;
    for (const { command } of [serve, connect, compile, install]) {
      assert(command.includes(" $(cat .permissions) ") && !command.includes("--allow-"), command);
    }
    const flags = (await Deno.readTextFile(new URL("../../.permissions", import.meta.url))).trim();
    for (const flag of flags.split("\n")) assertMatch(flag, /^--(no-prompt|allow-\S+)$/);
  },
);

testWith(["read"], "README.md lists the files of SharedFiles, with their sizes", async () => {
  const page = await Deno.readTextFile(README);
  const listed = Array.from(page.matchAll(/^ {2}\S+ {2}\d+ bytes$/gm), ([line]) => line);
  const shared = new URL("../../SharedFiles/", import.meta.url);
  const shipped: string[] = [];
  for await (const { name } of Deno.readDir(shared)) {
    const { size } = await Deno.stat(new URL(name, shared));
    shipped.push(`  ${name}  ${size} bytes`);
  }
  assertEquals(listed, shipped.sort());
});
