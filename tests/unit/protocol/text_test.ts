/** Texts: how long they may be, and what of them reaches a terminal. */
import { assertEquals, assertThrows } from "@std/assert";
import fc from "../../helpers/fast_check.ts";
import {
  checkText,
  clip,
  encodeMessage,
  FrameType,
  isLongerThan,
  MAX_TEXT_CHARS,
  printable,
  printableLines,
  printed,
  ProtocolError,
} from "../../../protocol/mod.ts";
import { ANY_TEXT } from "../../helpers/any_text.ts";
import { pure } from "../../helpers/pure.ts";

pure("checkText() takes 1 to 65,535 characters, as they are", () => {
  for (const char of ["x", "é", "😀", "\0", "\ud800"]) {
    for (const count of [1, MAX_TEXT_CHARS - 1, MAX_TEXT_CHARS]) {
      assertEquals(checkText(char.repeat(count)), char.repeat(count));
    }
    for (const count of [0, MAX_TEXT_CHARS + 1, 3 * MAX_TEXT_CHARS]) {
      const error = assertThrows(() => checkText(char.repeat(count)), ProtocolError);
      assertEquals(error.code, "text-bad");
    }
  }
});

pure("the longest legal text fits a frame, whatever it is made of", () => {
  for (const char of ["x", "😀", "\0", "\\", "\ud800"]) {
    const text = char.repeat(MAX_TEXT_CHARS);
    encodeMessage(FrameType.NOTICE, { type: "message", from: "😀".repeat(20), text, time: 2e12 });
  }
});

pure("isLongerThan() counts code points", () => {
  fc.assert(fc.property(ANY_TEXT, fc.nat(20), (text, limit) => {
    assertEquals(isLongerThan(text, limit), [...text].length > limit);
  }));
});

pure("clip() keeps what fits, and never half a character", () => {
  assertEquals(clip("abcd", 4), "abcd");
  assertEquals(clip("abcde", 4), "abc…");
  assertEquals(clip("😀😀😀", 2), "😀…");
});

pure("printable() leaves text alone that is safe", () => {
  for (const text of ["", "hello  world", "tab\there", "zoë 李雷 👩‍👩‍👧 مرحبا", "a[31mb", "^[[0m"]) {
    assertEquals(printable(text), text);
  }
});

pure("printable() removes escape sequences whole, and every control character", () => {
  const table: readonly [string, string][] = [
    ["\x1b[31mred\x1b[0m", "red"],
    ["\x1b[2J\x1b[Hgone", "gone"],
    ["\x1b]0;title\x07text", "text"],
    ["\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"],
    ["\x9b31mred", "red"],
    ["\x1b[31mred\x07", "red"],
    ["\x1b[?25l\x1b[ q\x1b[38;2;1;2;3mx", "x"],
    ["\x1bc\x1b7\x1b(B\x1b#8x", "x"],
    ["\x1bPq#0\x1b\\x\x90q\x9cy\x1b_apc\x1b\\z", "xyz"],
    ["\x1b]0;no end", "0;no end"],
    ["\x1b]0;no end\nbob: hi\x07", "0;no end bob: hi"],
    ["\x1b[31", "31"],
    ["\x1b", ""],
    ["a\x07\x08\x7f\0b", "ab"],
    ["\u202egnp.exe\u202c", "gnp.exe"],
    ["\u2066a\u2069\u200e\u200f\u061c", "a"],
    ["one\nbob: forged", "one bob: forged"],
    ["one\r\ntwo\rthree\u2028four\u2029five", "one two three four five"],
    ["\x1b\0[31mstill no escape", "[31mstill no escape"],
    ["lone \ud800 half", "lone \ufffd half"],
  ];
  for (const [text, shown] of table) assertEquals(printable(text), shown, JSON.stringify(text));
});

pure("printable() takes no longer for nasty text", () => {
  for (const part of ["\x1b]", "\x1b[", "\x9d", "\x9b", "\x9b0", "\x1b ", "\x1b[ "]) {
    printable(part.repeat(500_000));
  }
});

pure("printable() is one line without control characters, whatever came, and stays so", () => {
  const nasty = fc.constantFrom("\x1b", "[", "]", "\x9b", "m", ";", "\x07", "\n", "\0", "\u202e");
  const texts = [ANY_TEXT, fc.array(nasty).map((parts) => parts.join(""))];
  fc.assert(fc.property(fc.oneof(...texts), (text) => {
    const shown = printable(text);
    // deno-lint-ignore no-control-regex
    assertEquals(/[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/.test(shown), false);
    assertEquals(printable(shown), shown);
  }));
});

pure("printableLines() keeps line breaks, but for those at the end", () => {
  const table: readonly (readonly [text: string, lines: readonly string[]])[] = [
    ["", [""]],
    ["\n\r\n", [""]],
    ["one", ["one"]],
    ["one\n", ["one"]],
    ["\none\n\n  two\r\n\u2028", ["", "one", "", "  two"]],
    ["1\r2\u20283\u20294\r\n5", ["1", "2", "3", "4", "5"]],
    ["\x1b]0;a\nbob: b\x07", ["0;a", "bob: b"]],
    ["a\x1b[\n2Jb", ["a", "2Jb"]],
  ];
  for (const [text, lines] of table) {
    assertEquals(printableLines(text), lines, JSON.stringify(text));
  }
});

pure("printableLines() shows at most 500 lines, and leaves nothing out", () => {
  for (const count of [499, 500, 501, 65_535]) {
    const lines = printableLines(Array.from({ length: count }, (_, i) => i).join("\n"));
    assertEquals(lines.length, Math.min(count, 500));
    assertEquals(lines.join(" ").split(" ").length, count);
  }
});

pure("printableLines() is printable lines, whatever came", () => {
  fc.assert(fc.property(fc.array(ANY_TEXT), (texts) => {
    const lines = printableLines(texts.join("\n"));
    assertEquals(lines.map(printable), lines);
  }));
});

pure("printed`` lets no value change the words around it", () => {
  const names = ["x\x1b[", "x\x1b]0;", "x\x9b", "x\u202e", "x\x1bP", "x\ny"];
  for (const name of names) {
    const shown = printed`Download of ${name} failed: ${7} of ${"8\x1b[2J"} bytes`;
    assertEquals(shown.startsWith("Download of x"), true, JSON.stringify(name));
    assertEquals(shown.endsWith(" failed: 7 of 8 bytes"), true, JSON.stringify(name));
  }
});
