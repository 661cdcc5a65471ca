/** The layout of the repository: what CONTRIBUTING.md promises of files and names. */
import { assert, assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { exportsOf, filesOf, importsOf, staticImportsOf } from "../helpers/modules.ts";
import { testWith } from "../helpers/needs.ts";
import { ROOT } from "../helpers/program.ts";

/** The folders of code. */
const FOLDERS = ["protocol", "server", "client", "tests", "types"];

/** What tests/ may hold. */
const TEST_FOLDERS = [
  ...["unit", "integration", "e2e", "browser", "docs", "bench", "soak"],
  ...["helpers", "fixtures"],
];

/** Files that import each other today. This list only gets shorter. */
const KNOWN_CYCLES: readonly string[] = [];

/** Names that two files export today. This list only gets shorter. */
const KNOWN_DOUBLES: readonly string[] = [];

testWith(
  ["read"],
  "no file imports itself, directly or through others, types included",
  async () => {
    const files = await sources();
    const imports = new Map<string, string[]>();
    for (const file of files) {
      imports.set(file, (await importsOf(file)).filter((module) => files.includes(module)));
    }
    const cycles = new Set(files.flatMap((file) => cycleThrough(file, imports)));
    assertEquals([...cycles].filter((cycle) => !KNOWN_CYCLES.includes(cycle)), []);
  },
);

testWith(["read"], "no two exports of protocol/, server/ and client/ share a name", async () => {
  const places = new Map<string, string[]>();
  for (const file of await sources()) {
    for (const name of await exportsOf(file)) {
      places.set(name, [...places.get(name) ?? [], file]);
    }
  }
  const doubles = [...places].filter(([name, files]) =>
    files.length > 1 && !KNOWN_DOUBLES.includes(name)
  );
  assertEquals(doubles, []);
});

testWith(["read"], "a unit test stands where its source does", async () => {
  for (const file of await filesOf("tests/unit")) {
    const [, path] = /^tests\/unit\/(.+?)(?:_property)?_test\.ts$/.exec(file) ?? [];
    assert(path, `${file}: a unit test is called SOURCE_test.ts, or SOURCE_property_test.ts`);
    const stands = (await sources()).includes(`${path}.ts`) || await isFile(`${path}.js`);
    assert(stands, `${file}: there is no ${path}.ts`);
  }
});

testWith(["read"], "tests/ holds folders only, each with one kind of test", async () => {
  for (const file of await filesOf("tests")) {
    assert(TEST_FOLDERS.includes(file.split("/")[1]!), file);
  }
});

testWith(
  ["read"],
  "no file is longer than 400 lines, no code stands in other folders",
  async () => {
    for (const folder of FOLDERS) {
      for (const file of await filesOf(folder)) {
        const lines = (await Deno.readTextFile(`${ROOT}${file}`)).split("\n").length;
        assert(lines <= 401, `${file}: ${lines} lines`);
      }
    }
    const strays = (await filesOf("")).filter((file) => !FOLDERS.includes(file.split("/")[0]!));
    assertEquals(strays, ["main.ts"]);
  },
);

testWith(["read"], "deno.json names only packages that every start needs", async () => {
  const used = new Set((await Promise.all((await sources()).map(staticImportsOf))).flat());
  const packages = (names: readonly string[]) =>
    new Set(names.map((name) => /^npm:(@[^/]+\/[^@]+|[^@]+)/.exec(name)?.[1]));
  const imports: Record<string, string> = config.imports;
  const needed = Object.entries(imports).filter(([name]) => used.has(name));
  assertEquals(packages(Object.values(imports)), packages(needed.map(([, address]) => address)));
});

/** The files that make the program. */
async function sources(): Promise<string[]> {
  const folders = await Promise.all(["protocol", "server", "client"].map(filesOf));
  return ["main.ts", ...folders.flat()];
}

/** The files that a file reaches and that reach it, itself included; none if it is in no cycle. */
function cycleThrough(file: string, imports: ReadonlyMap<string, readonly string[]>): string[] {
  const reached = reachedFrom(file, imports);
  if (!reached.has(file)) return [];
  return [[...reached].filter((other) => reachedFrom(other, imports).has(file)).sort().join(" ")];
}

function reachedFrom(
  file: string,
  imports: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const reached = new Set<string>();
  const waiting = [file];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const module of imports.get(next)!) {
      if (reached.has(module)) continue;
      reached.add(module);
      waiting.push(module);
    }
  }
  return reached;
}

/** Whether there is a file: a module of the page, which browsers load as it is. */
async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(`${ROOT}${path}`).then((info) => info.isFile, () => false);
}
