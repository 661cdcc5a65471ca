/** Names: every rule, at its edges. */
import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "../../helpers/fast_check.ts";
import { checkName, isSameName, MAX_NAME_UNITS, ProtocolError } from "../../../protocol/mod.ts";
import { ANY_TEXT } from "../../helpers/any_text.ts";
import { pure } from "../../helpers/pure.ts";

const GOOD = [
  "a",
  "alice",
  "Alice",
  "007",
  "x".repeat(20),
  "😀".repeat(20),
  "zoë",
  "Ольга",
  "李雷",
  "محمد",
  "a.b",
  ".hidden",
  "-dash-",
  "con-man",
  "console",
  "com",
  "com10",
  "null",
  "__proto__",
  "constructor",
  "it's",
  "a;b",
  "$HOME",
  "~",
];

/** What is wrong with each, by a word of the sentence that says so. */
const BAD: Readonly<Record<string, readonly string[]>> = {
  "1 to 20": [
    "",
    "x".repeat(21),
    "😀".repeat(21),
    "x".repeat(1_000_000),
    "a" + "\u0301".repeat(260_000),
  ],
  "white space": ["a b", " a", "a ", "\t", "a\nb", "a\r", "a\u00a0b", "a\u3000b", "\u2028"],
  "invisible": [
    "\0",
    "a\x07",
    "\x1b[31m",
    "\x7f",
    "\x9b1m",
    "a\u200bb",
    "a\u200d",
    "\u200e",
    "\u202e",
    "\u2066",
    "\u2069",
    "\u061c",
    "a\u00ad",
    "\u2060",
    "\u2800",
    "\u3164",
    "\u115f",
    "a\ufe0f",
    "\ud800",
    "\udfff",
    "\ue000",
    "\u{e0001}",
    "\u{10ffff}",
    "\u0378",
  ],
  "combining mark": ["\u0301", "\u0301a", "\u20dd"],
  "none of the characters": ["a/b", "/", "a\\b", "a:b", "<", ">", '"', "|", "?", "*"],
  "with a dot": [".", "..", "a.", "..."],
  "Windows device": [
    "con",
    "CON",
    "Prn",
    "aux",
    "NUL",
    "nul.txt",
    "com0",
    "com1",
    "COM9",
    "com1.a.b",
    "com¹",
    "lpt1",
    "lpt³",
    "CONIN$",
    "conout$",
  ],
};

pure("checkName() takes good names as they are", () => {
  for (const name of GOOD) assertEquals(checkName(name), name.normalize("NFC"));
});

pure("checkName() refuses each bad name with the rule it breaks", () => {
  for (const [word, names] of Object.entries(BAD)) {
    for (const name of names) {
      const error = assertThrows(() => checkName(name), ProtocolError, word, JSON.stringify(name));
      assertEquals(error.code, "name-bad");
    }
  }
});

pure("checkName() counts characters after normalization, and returns that form", () => {
  const decomposed = "e\u0301".repeat(20);
  assertEquals(checkName(decomposed), "é".repeat(20));
  assertThrows(() => checkName(`${decomposed}e`), ProtocolError, "1 to 20");
});

pure("checkName() tells upper from lower case", () => {
  assertNotEquals(checkName("Alice"), checkName("alice"));
});

pure("checkName() returns only what it takes again, and what can name a folder", () => {
  fc.assert(fc.property(ANY_TEXT, (text) => {
    let name;
    try {
      name = checkName(text);
    } catch (error) {
      return assertEquals((error as ProtocolError).code, "name-bad");
    }
    assertEquals(checkName(name), name);
    // deno-lint-ignore no-control-regex
    assertEquals(/[\s/\\\x00-\x1f\x7f-\x9f]/.test(name), false);
  }));
});

pure(
  "checkName() takes no longer for a name of 260,000 combining marks than for any long one",
  () => {
    const began = performance.now();
    assertThrows(() => checkName("a" + "\u0316\u0301".repeat(130_000)), ProtocolError, "1 to 20");
    assertEquals(performance.now() - began < 50, true);
  },
);
pure("checkName() looks at 200 UTF-16 units, in which every valid name fits", () => {
  const stacked = "\u1f82".normalize("NFD").repeat(20); // 80 units for 20 characters.
  assertEquals(checkName(stacked), "\u1f82".repeat(20));
  assertEquals("\u{1d160}".normalize("NFD").length * 20 <= MAX_NAME_UNITS, true);
});

pure("isSameName() compares in one normalization form, and knows upper from lower case", () => {
  assertEquals(isSameName("zoe\u0308", "zo\u00eb"), true);
  assertEquals(isSameName("Zoe", "zoe"), false);
  assertEquals(isSameName("", ""), true);
});
