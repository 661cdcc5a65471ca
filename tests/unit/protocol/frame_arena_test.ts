/** Frames in memory they share, and how few writes they leave in. */
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { concat } from "@std/bytes/concat";
import fc from "../../helpers/fast_check.ts";
import {
  encodeMessage,
  FrameArena,
  FrameType,
  joinFrames,
  MAX_FRAME_BYTES,
} from "../../../protocol/mod.ts";
import { pure } from "../../helpers/pure.ts";

const texts = (lengths: readonly number[]) =>
  lengths.map((length) => ({ text: "é".repeat(length) }));

/** Lengths of texts, from none to one that gets memory of its own. */
const LENGTHS = fc.array(
  fc.oneof({ weight: 9, arbitrary: fc.nat(300) }, { weight: 1, arbitrary: fc.nat(60_000) }),
  { minLength: 1, maxLength: 40 },
);

pure("FrameArena encodes as encodeMessage() does, whatever came before", () => {
  fc.assert(fc.property(LENGTHS, (lengths) => {
    const arena = new FrameArena();
    const frames = texts(lengths).map((text) => arena.encode(FrameType.NOTICE, text));
    assertEquals(frames, texts(lengths).map((text) => encodeMessage(FrameType.NOTICE, text)));
  }));
});

pure("FrameArena takes a message of the greatest length, and refuses a longer one", () => {
  const arena = new FrameArena();
  const most = "x".repeat(MAX_FRAME_BYTES - 3);
  assertEquals(arena.encode(FrameType.NOTICE, most).length, 4 + MAX_FRAME_BYTES);
  assertThrows(() => arena.encode(FrameType.NOTICE, `${most}x`), RangeError, "at most");
  assertEquals(arena.encode(FrameType.PING, "x"), encodeMessage(FrameType.PING, "x"));
});

pure("frames of an arena are joined without being copied", () => {
  const arena = new FrameArena();
  const frames = texts([3, 0, 100]).map((text) => arena.encode(FrameType.NOTICE, text));
  const [joined, ...rest] = joinFrames(frames);
  assertEquals(rest, []);
  assertEquals(joined, concat(frames));
  assertStrictEquals(joined!.buffer, frames[0]!.buffer);
});

pure("a frame alone is not copied, wherever it lies", () => {
  const frame = encodeMessage(FrameType.REPLY, "x");
  assertStrictEquals(joinFrames([frame])[0], frame);
});

pure("frames that do not touch, or touch in another order, are copied into one write", () => {
  const arena = new FrameArena();
  const [a, b, c] = [1, 2, 3].map((n) => arena.encode(FrameType.NOTICE, n)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  for (const frames of [[a, c], [b, a], [a, a], [c, b, a], [encodeMessage(2, 0), a, b]]) {
    assertEquals(joinFrames(frames), [concat(frames)]);
  }
});

pure("what is large is not copied, and what is small around it leaves before and after it", () => {
  for (const [chars, writes] of [[16_376, 1], [16_377, 3]] as const) {
    const [small, large] = ["", "x".repeat(chars)].map((text) => encodeMessage(3, text));
    const joined = joinFrames([small!, small!, large!, small!, small!]);
    assertEquals(large!.length, chars + 7);
    assertEquals(joined.length, writes);
    assertEquals(joined.includes(large!), writes > 1);
    assertEquals(concat(joined), concat([small!, small!, large!, small!, small!]));
  }
});

pure("no byte is lost, double or moved by joining", () => {
  const any = fc.array(fc.tuple(fc.constantFrom("arena", "own", "other"), fc.nat(20_000)), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(fc.property(any, (specs) => {
    const [arena, other] = [new FrameArena(), new FrameArena()];
    const frames = specs.map(([where, length]) => {
      const text = "x".repeat(length);
      if (where === "own") return encodeMessage(FrameType.REPLY, text);
      return (where === "arena" ? arena : other).encode(FrameType.NOTICE, text);
    });
    assertEquals(concat(joinFrames(frames)), concat(frames));
  }));
});
