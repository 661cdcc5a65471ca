/** Links between the pages of the repository lead somewhere. */
import { assert } from "@std/assert";
import { testWith } from "../helpers/needs.ts";
import { ROOT } from "../helpers/program.ts";

testWith(["read"], "every link of a page leads to a file, and to a heading of it", async () => {
  for (const page of await pages()) {
    const text = (await Deno.readTextFile(page)).replace(/^```[^]*?^```/gm, "");
    for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(link!)) continue;
      const { pathname, hash } = new URL(link!, page);
      await Deno.stat(pathname).catch(() => assert(false, `${page.pathname}: ${link}`));
      if (hash) assert((await anchorsOf(pathname)).has(hash.slice(1)), `${page.pathname}: ${link}`);
    }
  }
});

async function pages(): Promise<URL[]> {
  const found: URL[] = [];
  for (const folder of ["", "docs/"]) {
    const base = new URL(`file://${ROOT}${folder}`);
    for await (const { name } of Deno.readDir(base)) {
      if (name.endsWith(".md")) found.push(new URL(name, base));
    }
  }
  return found;
}

/** The anchors that a forge makes of a page's headings. */
async function anchorsOf(path: string): Promise<Set<string>> {
  const headings = (await Deno.readTextFile(path)).matchAll(/^#+ (.+)$/gm);
  return new Set(
    Array.from(
      headings,
      ([, heading]) =>
        heading!.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-"),
    ),
  );
}
