/** Nicks: valid characters, names that differ only in case, and one nick for each name. */
import { assert, assertEquals } from "@std/assert";
import fc from "../../../../helpers/fast_check.ts";
import { checkName } from "../../../../../protocol/mod.ts";
import { foldCase, maskMatcher } from "../../../../../server/doors/irc/casemap.ts";
import { carriedName, isNick, NickBook } from "../../../../../server/doors/irc/nick_book.ts";
import { pure } from "../../../../helpers/pure.ts";

const NICKS: readonly [name: string, nick: string][] = [
  ["alice", "alice"],
  ["zoë", "zoë"],
  ["[]{}|^`_-", "[]{}|^`_-"],
  ["a!b@c,d", "a！b＠c，d"],
  ["#a", "＃a"],
  ["a#", "a#"],
  ["&a", "＆a"],
  ["+a", "＋a"],
  ["%a", "％a"],
  ["~a", "～a"],
  ["$a", "＄a"],
  ["!", "！"],
  ["🦊", "🦊"],
  ["7up", "7up"],
];

pure("carriedName() widens what IRC cannot carry, and nothing else", () => {
  for (const [name, nick] of NICKS) assertEquals(carriedName(name), nick);
});

pure("NickBook gives names that differ in case alone a suffix, within 20 characters", () => {
  const book = new NickBook();
  assertEquals(["bob", "Bob", "BOB", "bob_2"].map((name) => book.add(name)), [
    "bob",
    "Bob_2",
    "BOB_3",
    "bob_2_2",
  ]);
  assertEquals(book.nameOf("BOB_2"), "Bob");
  assertEquals(book.add("x".repeat(20)), "x".repeat(20));
  assertEquals(book.add("X".repeat(20)), `${"X".repeat(18)}_2`);
  book.remove("bob");
  assertEquals(book.nameOf("bob"), undefined);
  assertEquals(book.nickOf("Bob"), "Bob_2");
  assertEquals(book.add("bob"), "bob");
});

pure("isNick() refuses what a client could not be addressed by", () => {
  for (const nick of ["a", "a.b", "Ａ", "[x]", "1"]) assert(isNick(nick), nick);
  for (const nick of ["", "*", "a*", "a!", "#a", ":a", "~a", "a b", "a,b", "a?"]) {
    assert(!isNick(nick), nick);
  }
});

pure("NickBook is a bijection whatever comes and goes", () => {
  const name = fc.array(fc.constantFrom("a", "A", "b", "!", "！", "#", "_2", "é", "🦊"), {
    minLength: 1,
    maxLength: 12,
  }).map((chars) => checkName(chars.join("")));
  fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), name)), (steps) => {
    const book = new NickBook();
    const here = new Set<string>();
    for (const [comes, who] of steps) {
      if (!comes) book.remove(who);
      else if (!here.has(who)) assert([...book.add(who)].length <= 20);
      here[comes ? "add" : "delete"](who);
    }
    const nicks = new Set([...here].map((who) => foldCase(book.nickOf(who)!)));
    assertEquals([nicks.size, book.size], [here.size, here.size]);
    for (const who of here) {
      assertEquals(book.nameOf(book.nickOf(who)!), who);
      assert(isNick(book.nickOf(who)!));
    }
  }));
});

pure("maskMatcher() knows stars and question marks", () => {
  const cases: readonly [mask: string, text: string, isMatch: boolean][] = [
    ["*", "", true],
    ["al*", "Alice", true],
    ["*ce", "alice", true],
    ["a?ice", "alice", true],
    ["a?", "a", false],
    ["*a*b*", "xxaxxbxx", true],
    ["*a*b*c", "xxaxxbxx", false],
    ["É", "é", false],
    ["?", "🦊", true],
  ];
  for (const [mask, text, isMatch] of cases) assertEquals(maskMatcher(mask)(text), isMatch, mask);
});

pure("maskMatcher() does not explode", () => {
  assert(!maskMatcher(`${"*a".repeat(250)}b`)("a".repeat(500)));
});
