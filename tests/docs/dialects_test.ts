import { assert, assertEquals } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { denoRun, Program, ROOT, serve } from "../helpers/program.ts";

/** What a program is made of. */
const PARTS = ["main.ts", "deno.json", "deno.lock", "client", "server", "protocol", "types"];

testWith(
  ["run", "read", "write", "env"],
  "DIALECTS.md's dialect works as it says",
  async () => {
    const page = await Deno.readTextFile(`${ROOT}docs/DIALECTS.md`);
    const [module, entry] = Array.from(
      page.matchAll(/^```ts.*\n([^]*?)^```$/gm),
      ([, code]) => code!,
    );
    const copy = await Deno.makeTempDir();
    try {
      for (const part of PARTS) await copyTree(`${ROOT}${part}`, `${copy}/${part}`);
      await Deno.writeTextFile(`${copy}/client/dialects/irc.ts`, module!);
      const table = `${copy}/client/dialects/mod.ts`;
      const dialects = await Deno.readTextFile(table);
      const more = dialects.replace("= {\n", (begin) => `${begin}  ${entry}`);
      await Deno.writeTextFile(table, `import { createIrc } from "./irc.ts";\n${more}`);
      await chatInIrc(copy);
    } finally {
      await Deno.remove(copy, { recursive: true });
    }
  },
);

/** Runs the program of a folder, after checking its types, and says a little in the new dialect. */
async function chatInIrc(folder: string): Promise<void> {
  await checkTypes(folder);
  const { server, port } = await serve();
  await using _server = server;
  await using amy = Program.start(
    ["connect", "--dialect", "irc", "amy", "127.0.0.1", port],
    { command: denoRun(`${folder}/main.ts`), cwd: folder },
  );
  await amy.line("* amy has joined");
  await amy.type("NICK amelia\nNAMES\nPRIVMSG amelia :hello, me\nPRIVMSG bob hi");
  await amy.line("<amelia> hello, me");
  await amy.type("DANCE\nQUIT");
  assertEquals(await amy.exit(), 1, "bob was not there");
  assertEquals(amy.lines, [
    "NICK name, NAMES, PRIVMSG name :text, QUIT",
    "Welcome, amy! 1 user is online.",
    "* amy has joined",
    "You are amelia",
    "amelia",
    "<amelia> hello, me",
    "DANCE: Unknown command",
  ]);
  assertEquals(amy.errors, ["chat: Nobody here is called bob"]);
}

async function checkTypes(folder: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", "main.ts"],
    cwd: folder,
  }).output();
  assert(success, new TextDecoder().decode(stderr));
}

async function copyTree(from: string, to: string): Promise<void> {
  const { isDirectory } = await Deno.stat(from);
  if (!isDirectory) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) {
    await copyTree(`${from}/${name}`, `${to}/${name}`);
  }
}
