/** Frames for one write are joined once, however many clients wait for them. */
import { assertEquals, assertNotEquals, assertStrictEquals } from "@std/assert";
import { FrameJoiner } from "../protocol/mod.ts";
import { pure } from "./helpers/pure.ts";

const A = Uint8Array.of(1, 2);
const B = Uint8Array.of(3);

pure("FrameJoiner copies nothing for a single frame", () => {
  assertStrictEquals(new FrameJoiner().join([A]), A);
});

pure("FrameJoiner joins in order, and the same frames only once", () => {
  const joiner = new FrameJoiner();
  const joined = joiner.join([A, B]);
  assertEquals([...joined], [1, 2, 3]);
  assertStrictEquals(joiner.join([A, B]), joined);
});

pure("FrameJoiner tells other frames apart, though their bytes or their number agree", () => {
  const joiner = new FrameJoiner();
  const joined = joiner.join([A, B]);
  assertEquals([...joiner.join([B, A])], [3, 1, 2]);
  assertEquals([...joiner.join([A, B, B])], [1, 2, 3, 3]);
  assertNotEquals(joiner.join([A.slice(), B]), joiner.join([A, Uint8Array.of(4)]));
  assertEquals([...joined], [1, 2, 3]);
});
