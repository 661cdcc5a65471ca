/** Texts in shared memory. */
import { assertEquals } from "@std/assert";
import { joinFrames } from "../../../../../protocol/mod.ts";
import { TextSlab } from "../../../../../server/doors/irc/text_slab.ts";
import fc from "../../../../helpers/fast_check.ts";
import { ANY_TEXT } from "../../../../helpers/any_text.ts";
import { pure } from "../../../../helpers/pure.ts";

pure("TextSlab encodes any texts, and none is changed by those after it", () => {
  const encoder = new TextEncoder();
  fc.assert(fc.property(fc.array(ANY_TEXT), (texts) => {
    const slab = new TextSlab();
    const encoded = texts.map((text) => slab.encode(text));
    assertEquals(
      encoded.map((bytes) => Array.from(bytes)),
      texts.map((text) => Array.from(encoder.encode(text))),
    );
  }));
});

pure("TextSlab lays texts one behind the other, so that joining them copies nothing", () => {
  const slab = new TextSlab();
  const [a, b] = [slab.encode("one"), slab.encode("étwo")];
  const [joined, ...others] = joinFrames([a, b]);
  assertEquals([joined!.buffer === a.buffer, joined!.length, others], [true, 8, []]);
});

pure("TextSlab begins anew when it is full, and gives a long text memory of its own", () => {
  const slab = new TextSlab();
  const text = "x".repeat(15_000); // 45,000 bytes at most.
  const [a, b, c] = [slab.encode(text), slab.encode(text), slab.encode(text)];
  assertEquals([a.buffer === b.buffer, b.byteOffset, c.buffer === b.buffer], [true, 15_000, false]);
  const long = slab.encode("é".repeat(21_846)); // 65,538 bytes at most.
  assertEquals([long.length, long.buffer === c.buffer], [43_692, false]);
});
