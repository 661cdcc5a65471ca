/** Shell patterns, and names that are made to be hard to match. */
import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { DownloadError } from "../../../../client/downloads/failure.ts";
import { globMatcher, isGlob } from "../../../../client/downloads/glob.ts";
import { MAX_PATH_UNITS } from "../../../../protocol/mod.ts";
import { pure } from "../../../helpers/pure.ts";

/** A pattern, what matches it, and what does not. */
const PATTERNS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["*", ["a", "a.png", ".a", ""], ["a/b"]],
  ["*.png", ["a.png", ".png"], ["a.pngx", "a/b.png", "png"]],
  ["*a*.pdf", ["a.pdf", "bab.pdf"], ["b.pdf", "a/a.pdf"]],
  ["a?c", ["abc", "a😀c"], ["ac", "a/c", "abbc"]],
  ["[a-c].x", ["a.x", "c.x"], ["d.x", "[a-c].x"]],
  ["[!a-c]", ["d"], ["a", "/"]],
  ["[]x]", ["]", "x"], ["a"]],
  ["{a,b}.x", ["a.x", "b.x"], ["c.x", "{a,b}.x"]],
  ["{a,{b,c}d}", ["a", "bd", "cd"], ["b", "ad"]],
  ["**", ["", "a", "a/b/c"], []],
  ["**/*.png", ["a.png", "b/a.png", "c/b/a.png"], ["a.gif", "b/a.png/c"]],
  ["a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["a/xb", "ab"]],
  ["a/**", ["a/", "a/b", "a/b/c"], ["a", "b/c"]],
  ["a**b", ["ab", "axb"], ["a/b"]],
  ["\\*", ["*"], ["a"]],
  ["\\{a,b}", ["{a,b}"], ["a"]],
  ["a.b+c(d)|e^$", ["a.b+c(d)|e^$"], ["axb+c(d)|e^$"]],
  ["[a", ["[a"], ["a"]],
];

for (const [glob, right, wrong] of PATTERNS) {
  pure(`the pattern ${glob} matches what a shell's does`, () => {
    const matches = globMatcher(glob);
    assertEquals(right.filter((name) => !matches(name)), []);
    assertEquals(wrong.filter(matches), []);
  });
}

pure("isGlob() tells patterns from names", () => {
  assertEquals(["a*", "a?", "[a]", "{a,b}", "**"].filter((text) => !isGlob(text)), []);
  assertEquals(["a", "a (2).png", "a[", "{}", "[]", "!a", "a+b"].filter(isGlob), []);
});

pure("no name takes long to match, however it is made", () => {
  const began = performance.now();
  for (const glob of ["*a*.pdf", "*a*a*a*a*a*a*b", "**/*a/**/*a/**/b", "{a,*a}{a,*a}{a,*a}b"]) {
    for (const part of ["a", "a/", "ab"]) {
      assertEquals(globMatcher(glob)(part.repeat(MAX_PATH_UNITS / part.length) + "c"), false);
    }
  }
  assertEquals(globMatcher("*a*.pdf")("a".repeat(1_000_000)), false);
  assertLess(performance.now() - began, 2_000);
});

pure("braces stand for so many patterns, and no more", () => {
  assertThrows(() => globMatcher("{a,b}".repeat(20)), DownloadError, "wide-pattern");
});
