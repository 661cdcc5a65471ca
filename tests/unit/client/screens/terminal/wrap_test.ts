import { assert, assertEquals } from "@std/assert";
import fc from "../../../../helpers/fast_check.ts";
import { cellsOf } from "../../../../../client/screens/terminal/glyphs.ts";
import { wrap } from "../../../../../client/screens/terminal/wrap.ts";
import { pure } from "../../../../helpers/pure.ts";

const BOLD = "\x1b[1m";
const PLAIN = "\x1b[0m";

/** Each: text, indent, columns, rows. */
const CASES: readonly [string, string, number, number, string[]][] = [
  ["a line that fits", "good morning", 4, 12, ["good morning"]],
  ["an empty line", "", 4, 12, [""]],
  ["a break at a blank", "good morning", 4, 11, ["good", "   morning"]],
  ["the indent, a third of the screen at most", "a bb ccc", 9, 6, ["a bb", "  ccc"]],
  ["several blanks at a break", "good    morning", 0, 8, ["good", "morning"]],
  ["blanks before the first word", "   one two", 3, 8, ["   one", "  two"]],
  ["a word that is wider than the screen", "see http://example.org now", 2, 9, [
    "see",
    "http://example.org",
    "  now",
  ]],
  ["a style in a word", `${BOLD}bob${PLAIN}: hello`, 5, 9, [`${BOLD}bob${PLAIN}:`, "   hello"]],
  ["wide characters", "世界 世界", 0, 6, ["世界", "世界"]],
];

for (const [what, text, indent, columns, rows] of CASES) {
  pure(`wrap() breaks ${what}`, () => {
    assertEquals(wrap({ text, indent }, columns).map((row) => row.text), rows);
  });
}

pure("wrap() loses no word, and fills no row past the edge unless a word is wider", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "é", "世"), minLength: 1 });
  const words = fc.array(word, { minLength: 1, maxLength: 30 });
  const size = fc.integer({ min: 1, max: 40 });
  fc.assert(fc.property(words, size, fc.nat(10), (all, columns, indent) => {
    const rows = wrap({ text: all.join(" "), indent }, columns);
    assertEquals(rows.flatMap(({ text }) => text.split(" ").filter(Boolean)), all);
    for (const { text, cells } of rows) {
      assert(cells <= columns || cellsOf(text.trimStart().split(" ")[0]!) > columns);
    }
  }));
});
