/** Texts in lines of IRC: nothing lost, nothing too long, nothing cut apart. */
import { assert, assertEquals } from "@std/assert";
import fc from "../../../../helpers/fast_check.ts";
import { fromCtcp, toCtcp } from "../../../../../server/doors/irc/ctcp.ts";
import { splitText } from "../../../../../server/doors/irc/split_text.ts";
import { pure } from "../../../../helpers/pure.ts";

const UTF8 = new TextEncoder();

pure("splitText() cuts at line breaks, at spaces near the end, and between code points", () => {
  const cases: readonly [text: string, maxBytes: number, lines: readonly string[]][] = [
    ["hi", 100, ["hi"]],
    ["a\r\nb\rc\u2028d\n\n", 100, ["a", "b", "c", "d"]],
    ["one two three", 9, ["one two ", "three"]],
    ["a bcdefghijk", 9, ["a bcdefgh", "ijk"]],
    ["🦊🦊🦊", 9, ["🦊🦊", "🦊"]],
    ["éé", 4, ["éé"]],
    ["\x1b[31mred\x07", 100, ["red"]],
    ["\n", 100, []],
  ];
  for (const [text, maxBytes, lines] of cases) assertEquals(splitText(text, maxBytes).lines, lines);
});

pure("splitText() stops at the limit of lines and counts the rest", () => {
  const text = Array.from({ length: 12 }, (_, i) => `line ${i}`).join("\n");
  for (const [limit, more] of [[11, 1], [12, 0], [13, 0]] as const) {
    const split = splitText(text, 100, limit);
    assertEquals([split.lines.length, split.more], [12 - more, more]);
  }
});

pure("splitText() loses nothing of a printable text, and keeps every line within the bytes", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 400 });
  fc.assert(fc.property(text, fc.integer({ min: 4, max: 60 }), (text, maxBytes) => {
    const { lines } = splitText(text, maxBytes, 1_000);
    assertEquals(lines.join(""), splitText(text, 10_000, 1_000).lines.join(""));
    for (const line of lines) {
      assert(line !== "" && line.isWellFormed());
      assert(UTF8.encode(line).length <= maxBytes);
    }
  }));
});

pure("CTCP ACTION is /me, other CTCP is nothing, formatting is dropped", () => {
  const cases: readonly [sent: string, text: string | undefined][] = [
    ["hi", "hi"],
    ["\x01ACTION waves\x01", "/me waves"],
    ["\x01ACTION waves", "/me waves"],
    ["\x01ACTION \x01", "/me "],
    ["\x01VERSION\x01", undefined],
    ["\x01", undefined],
    ["\x01DCC SEND a 1 2 3\x01", undefined],
    ["\x02bold\x02 \x0304,12red\x03 \x04ff0000hex\x0f 5", "bold red hex 5"],
    ["\x033 green", " green"],
  ];
  for (const [sent, text] of cases) assertEquals(fromCtcp(sent), text, JSON.stringify(sent));
  assertEquals(toCtcp("/me waves"), "\x01ACTION waves\x01");
  assertEquals(toCtcp("/mean"), "/mean");
});
