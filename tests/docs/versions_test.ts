/** The version of the program, and that of Deno, are the same wherever they stand. */
import { assert, assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { filesOf } from "../helpers/modules.ts";
import { testWith } from "../helpers/needs.ts";
import { ROOT } from "../helpers/program.ts";

/** Files that are no source but name the Deno to use. */
const PAGES = ["README.md", "CONTRIBUTING.md", ".ci/run", ".github/workflows/ci.yml"];

testWith(["read"], "the program's version stands in deno.json alone", async () => {
  for (const folder of ["protocol", "server", "client", "types"]) {
    for (const file of ["main.ts", ...await filesOf(folder)]) {
      assert(!(await read(file)).includes(config.version), file);
    }
  }
});

testWith(["read"], "the CHANGELOG has an entry for the version", async () => {
  assert((await read("CHANGELOG.md")).includes(`\n## [${config.version}] - `));
});

testWith(["read"], "every page and program names the same Deno", async () => {
  const found = new Set<string>();
  for (const file of [...PAGES, ...await filesOf("server"), ...await filesOf("client")]) {
    for (const [, version] of (await read(file)).matchAll(/deno@(\d[\d.]*\d)/g)) {
      found.add(version!);
    }
  }
  assertEquals(found.size, 1, [...found].join());
});

async function read(file: string): Promise<string> {
  return await Deno.readTextFile(`${ROOT}${file}`);
}
