import { assert, assertEquals } from "@std/assert";
import { foldText, SearchTerms } from "../../../../server/journal/search_terms.ts";

Deno.test("foldText() lowers case and drops accents", () => {
  const folded: [string, string][] = [
    ["Hello", "hello"],
    ["ÉTÉ", "ete"],
    ["e\u0301te\u0301", "ete"],
    ["Straße", "straße"],
    ["ΟΔΟΣ", "οδοσ"],
    ["οδός", "οδοσ"],
    ["日本", "日本"],
    ["🎉", "🎉"],
  ];
  for (const [text, wanted] of folded) assertEquals(foldText(text), foldText(wanted), text);
});

Deno.test("SearchTerms: every word must be there, anywhere and in any case", () => {
  const terms = new SearchTerms("  Cafe  OPEN ");
  assert(terms.match("the café opens at 9"));
  assert(terms.match("reopened: CAFÉTERIA"));
  assert(!terms.match("the café is closed"));
});

Deno.test("SearchTerms: no character has a meaning of its own", () => {
  for (const text of ['"', '""', "a*", "NEAR(a b)", "x OR y", "col:um", "^abc", "-abc", "{abc}"]) {
    const terms = new SearchTerms(text);
    assert(terms.match(`say ${text} now`), text);
    assert(!terms.match("something else, unrelated"), text);
  }
});

Deno.test("SearchTerms.trigramQuery quotes every trigram, once", () => {
  assertEquals(new SearchTerms("abcd bcde").trigramQuery, '"abc" "bcd" "cde"');
  assertEquals(new SearchTerms('a"b').trigramQuery, '"a""b"');
  assertEquals(new SearchTerms("🎉🎉é!").trigramQuery, '"🎉🎉e" "🎉e!"');
});

Deno.test("SearchTerms.trigramQuery is nothing if every word is too short", () => {
  assertEquals(new SearchTerms("ab 日本 é").trigramQuery, undefined);
  assertEquals(new SearchTerms("ab abc").trigramQuery, '"abc"');
});

Deno.test("SearchTerms.isEmpty", () => {
  for (const text of ["", " ", "\t\n"]) assert(new SearchTerms(text).isEmpty);
  assert(!new SearchTerms(".").isEmpty);
});
