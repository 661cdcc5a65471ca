/** The layers, read from the import graph: what each part may know. */
import { assertEquals } from "@std/assert";
import { testWith } from "./helpers/needs.ts";

const ROOT = new URL("../", import.meta.url);

/** The rules and the state of both sides: they know no socket, file, terminal or clock. */
const CORES = [
  "server/core/chat_core.ts",
  "server/core/room.ts",
  "server/files/tickets.ts",
  "server/core/welcome.ts",
  "server/core/help.ts",
  "client/core/chat_session.ts",
  "client/link/link.ts",
  "client/core/read_ahead.ts",
  "client/core/dialect.ts",
  "client/dialects/mod.ts", // and so every dialect
  "client/downloads/expand.ts",
  "client/downloads/local_path.ts",
  "client/downloads/progress.ts",
  "client/terminal/colours.ts",
  "client/terminal/completion.ts",
  "client/terminal/folding.ts",
  "client/terminal/keyboard.ts",
  "client/terminal/painter.ts",
];

/** What reaches outside: the system, timers, the clock, chance, the network, the terminal. */
const OUTSIDE =
  /\b(Deno\.|process\b|set(Timeout|Interval)\b|Date\.now|new Date\b|performance\.|Math\.random|crypto\.|random(Bytes|Int|UUID)\b|fetch\(|console\.|WebSocket)/;

/** Modules beside the project's own that reach nothing outside. */
const HARMLESS = /^(node:(buffer|crypto)|get-east-asian-width|@std\/(bytes|fmt|path|text)\/.*)$/;

testWith(
  ["read"],
  "protocol/ reaches nothing outside, and imports nothing but itself",
  async () => {
    for (const file of await filesOf("protocol")) {
      for (const module of await closureOf(file)) {
        assertEquals(module.startsWith("protocol/") || HARMLESS.test(module), true, module);
      }
      assertEquals(OUTSIDE.exec(await codeOf(file))?.[0], undefined, file);
    }
  },
);

testWith(["read"], "server/ and client/ never import each other, nor main.ts", async () => {
  for (const [side, other] of [["server", "client"], ["client", "server"]] as const) {
    for (const file of await filesOf(side)) {
      for (const module of await closureOf(file)) {
        assertEquals(module.startsWith(`${other}/`) || module === "main.ts", false, module);
      }
    }
  }
});

testWith(["read"], "the cores reach nothing outside, nor does anything they import", async () => {
  for (const core of CORES) {
    for (const module of await closureOf(core)) {
      if (HARMLESS.test(module)) continue;
      assertEquals(/^(server|client|protocol|types)\//.test(module), true, `${core}: ${module}`);
      assertEquals(OUTSIDE.exec(await codeOf(module))?.[0], undefined, `${core}: ${module}`);
    }
  }
});

testWith(["read"], "main.ts knows the commands and nothing of what they do", async () => {
  const allowed =
    /^(@std\/cli\/|deno\.json$|types\/|(server|client)\/commands\/[a-z_]+_command\.ts$|client\/core\/suggest\.ts$)/;
  assertEquals((await importsOf("main.ts")).filter((module) => !allowed.test(module)), []);
});

testWith(["read"], "no file is longer than 400 lines, no code lives in other folders", async () => {
  const folders = ["protocol", "server", "client", "tests", "types"];
  for (const folder of folders) {
    for (const file of await filesOf(folder)) {
      const lines = (await Deno.readTextFile(new URL(file, ROOT))).split("\n").length;
      assertEquals(lines <= 401, true, `${file}: ${lines} lines`);
    }
  }
  const strays = (await filesOf("")).filter((file) => !folders.includes(file.split("/")[0]!));
  assertEquals(strays, ["main.ts"]);
});

/** A module and all that it imports, directly or not. */
async function closureOf(file: string, seen = new Set<string>()): Promise<Set<string>> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!file.endsWith(".ts") || file.startsWith("@")) return seen;
  for (const module of await importsOf(file)) await closureOf(module, seen);
  return seen;
}

/** What a file imports: paths from the repository's root, or bare names. */
async function importsOf(file: string): Promise<string[]> {
  const matches = (await codeOf(file)).matchAll(/\bfrom\s+"([^"]+)"|\bimport\s*\(?\s*"([^"]+)"/g);
  return Array.from(matches, ([, from, bare]) => {
    const name = (from ?? bare)!;
    return name.startsWith(".")
      ? new URL(name, new URL(file, ROOT)).href.slice(ROOT.href.length)
      : name;
  });
}

/** A file without its comments. */
async function codeOf(file: string): Promise<string> {
  const text = await Deno.readTextFile(new URL(file, ROOT));
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$|\s\/\/ .*$/gm, "");
}

/** Every TypeScript file in a folder and those within, hidden ones and build output left out. */
async function filesOf(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(`./${folder}`, ROOT))) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (name.startsWith(".") || ["node_modules", "dist", "coverage"].includes(name)) continue;
    if (isDirectory) files.push(...await filesOf(path));
    else if (name.endsWith(".ts")) files.push(path);
  }
  return files.sort();
}
