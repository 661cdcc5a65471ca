/** The layers, read from the import graph: what each part may know. */
import { assertEquals } from "@std/assert";
import { testWith } from "../helpers/needs.ts";

const ROOT = new URL("../../", import.meta.url);

/** The folders of each side from the top floor down; "." is what lies in none. */
const FLOORS: Readonly<Record<string, readonly string[][]>> = {
  server: [["commands"], ["."], ["doors"], ["connection"], ["files"], ["observability"], ["core"]],
  client: [
    ["commands"],
    ["."],
    ["screens", "downloads", "dialects"],
    ["link", "terminal", "messenger"],
    ["core"],
  ],
};

/** The rules and the state of both sides: they know no socket, file, terminal or clock. */
const PURE = [
  "server/core/",
  "server/observability/histogram.ts",
  "server/observability/log.ts",
  "server/connection/deadlines.ts",
  "server/connection/doorkeeper.ts",
  "server/connection/limits.ts",
  "server/connection/origin.ts",
  "server/connection/token_bucket.ts",
  "server/files/shared_folder.ts",
  "server/files/tickets.ts",
  "client/core/",
  "client/dialects/",
  "client/link/",
  "client/messenger/",
  "client/downloads/destination.ts",
  "client/downloads/expand.ts",
  "client/downloads/local_path.ts",
  "client/downloads/progress.ts",
  "client/screens/screen.ts",
  "client/terminal/colours.ts",
  "client/terminal/completion.ts",
  "client/terminal/folding.ts",
  "client/terminal/glyphs.ts",
  "client/terminal/keyboard.ts",
  "client/terminal/layout.ts",
  "client/terminal/line_queue.ts",
  "client/terminal/painter.ts",
];

/** In a pure folder, but what its files are given: how to reach a server, and the machine's clock. */
const GIVEN = ["client/link/dial.ts", "client/link/system_clock.ts"];

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

testWith(["read"], "a folder knows itself and the floors below it, nothing else", async () => {
  for (const [side, floors] of Object.entries(FLOORS)) {
    const floorOf = (folder: string) => floors.findIndex((floor) => floor.includes(folder));
    for (const file of await filesOf(side)) {
      const folder = folderOf(file);
      assertEquals(floorOf(folder) >= 0, true, `${file}: on no floor`);
      for (const module of await importsOf(file)) {
        if (!module.startsWith(`${side}/`) || folderOf(module) === folder) continue;
        assertEquals(floorOf(folderOf(module)) > floorOf(folder), true, `${file}: ${module}`);
      }
    }
  }
});

testWith(["read"], "what is pure reaches nothing outside, and imports nothing else", async () => {
  const pure = new Set(await filesOf("protocol"));
  for (const place of PURE) {
    for (const file of place.endsWith("/") ? await filesOf(place.slice(0, -1)) : [place]) {
      if (!GIVEN.includes(file)) pure.add(file);
    }
  }
  for (const file of pure) {
    assertEquals(OUTSIDE.exec(await codeOf(file))?.[0], undefined, file);
    for (const module of await importsOf(file)) {
      assertEquals(pure.has(module) || HARMLESS.test(module), true, `${file}: ${module}`);
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

/** The folder of a side that a file is in, however deep: `core`; `.` if in none. */
function folderOf(file: string): string {
  const [, folder, ...rest] = file.split("/");
  return rest.length > 0 ? folder! : ".";
}

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
