/** Lines: whole, in pieces, with every ending, at the limit. */
import { assert, assertEquals } from "@std/assert";
import fc from "../../../helpers/fast_check.ts";
import { LineSplitter } from "../../../../server/doors/line_splitter.ts";
import { pure } from "../../../helpers/pure.ts";

const UTF8 = new TextEncoder();
const TEXT = new TextDecoder();

/** What each input is cut into, and what is held in the end. */
const CASES: readonly [input: string, lines: readonly (string | undefined)[], held: number][] = [
  ["", [], 0],
  ["a", [], 1],
  ["a\n", ["a"], 0],
  ["a\r\n", ["a"], 0],
  ["a\r\0b\r\0", ["a", "b"], 0],
  ["a\rb\r", ["a", "b"], 0],
  ["\n\n", ["", ""], 0],
  ["\r\r\n\n", ["", "", ""], 0],
  ["a\n\0b\n", ["a", "\0b"], 0],
  ["12345678\n", ["12345678"], 0],
  ["123456789\nok\n", [undefined, "ok"], 0],
  ["1234567890123", [], 8],
];

pure("LineSplitter cuts at every line end, whole and byte by byte", () => {
  for (const [input, lines, held] of CASES) {
    const bytes = UTF8.encode(input);
    for (const pieces of [[bytes], Array.from(bytes, (byte) => Uint8Array.of(byte))]) {
      const splitter = new LineSplitter(8);
      const found = pieces.flatMap((piece) => linesOf(splitter, piece));
      assertEquals(found, lines, JSON.stringify(input));
      assertEquals(splitter.pendingBytes, held, JSON.stringify(input));
      assertEquals(splitter.lines, lines.length);
    }
  }
});

pure("LineSplitter finds the same lines however the bytes are cut", () => {
  const piece = fc.array(fc.constantFrom(10, 13, 0, 65, 66), { maxLength: 20 });
  fc.assert(fc.property(fc.array(piece), (pieces) => {
    const whole = new LineSplitter(6);
    const cut = new LineSplitter(6);
    const expected = linesOf(whole, Uint8Array.from(pieces.flat()));
    const found = pieces.flatMap((each) => linesOf(cut, Uint8Array.from(each)));
    assertEquals(found, expected);
    assert(cut.pendingBytes <= 6);
  }));
});

function linesOf(splitter: LineSplitter, chunk: Uint8Array): (string | undefined)[] {
  return Array.from(splitter.split(chunk), (line) => line && TEXT.decode(line));
}
