/** The page as it is sent: what is left out of its sources, and what is not. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { makeAssets, withoutComments } from "../../../../../server/doors/http/page_assets.ts";
import { PAGE_SOURCES } from "../../../../../server/doors/http/page_sources.ts";
import { pure } from "../../../../helpers/pure.ts";

pure("withoutComments() leaves out comments and indents, and nothing else", () => {
  const source = [
    "/** Doc. */",
    "export function f(",
    "  /** @type {number} */ a, // kept",
    "  /** @type {string} */ b,",
    ") {",
    "  // gone",
    '  return "/** kept */" + a + b;',
    "}",
    "",
    "/**",
    " * More.",
    " */",
    "f(1, `// kept`);",
  ].join("\n");
  assertEquals(
    withoutComments(source),
    'export function f(\na, // kept\nb,\n) {\nreturn "/** kept */" + a + b;\n}\nf(1, `// kept`);',
  );
});

/** Every line of code, without comments, and without what it is indented by. */
function codeLines(source: string): string[] {
  let isComment = false;
  return source.split("\n").map((line) => line.trim()).filter((line) => {
    if (!isComment && line.startsWith("/**") && !line.includes("*/")) isComment = true;
    const isCode = !isComment && line !== "" && !line.startsWith("//") &&
      !/^\/\*\*((?!\*\/).)*\*\/$/.test(line);
    if (line.endsWith("*/")) isComment = false;
    return isCode;
  }).map((line) => line.replace(/\/\*\* @type .*?\*\/ ?/g, ""));
}

pure("every line of code of the page is sent", () => {
  for (const [name, source] of Object.entries(PAGE_SOURCES)) {
    if (!name.endsWith(".js")) continue;
    assertEquals(withoutComments(source).split("\n").filter(Boolean), codeLines(source), name);
  }
});

pure("the style sheet stands in the document, with the hash that allows it", async () => {
  const page = (await makeAssets()).get("/")!;
  const html = new TextDecoder().decode(page.plain);
  const css = /<style>(.*)<\/style>/s.exec(html)![1]!;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(css));
  assertEquals(page.styleHash, btoa(String.fromCharCode(...new Uint8Array(digest))));
  assertStringIncludes(css, "@media (prefers-color-scheme:dark){:root{--page:#15181e;");
  assertStringIncludes(css, "calc(100% - 2.5rem)");
  assertEquals(css.split("{").length, css.split("}").length);
});

pure("the page is at most 60 KB", async () => {
  let bytes = 0;
  for (const { plain } of (await makeAssets()).values()) bytes += plain.length;
  assert(bytes <= 60_000, `${bytes}`);
});
