import { assertEquals, assertLess } from "@std/assert";
import { encodeMessage, FrameType, MAX_FRAME_BYTES } from "../../../../protocol/mod.ts";
import { pageOf } from "../../../../server/files/list_page.ts";
import { pure } from "../../../helpers/pure.ts";

pure("pageOf() cuts pages that fit a frame, and misses no file", () => {
  const all = Array.from({ length: 5_000 }, (_, i) => ({ name: `\0${i}`.repeat(20), size: i }));
  const got: typeof all = [];
  while (got.length < all.length) {
    const page = pageOf(all, got.length);
    assertLess(encodeMessage(FrameType.REPLY, { id: 1, ok: page }).length, MAX_FRAME_BYTES);
    got.push(...page.files);
  }
  assertEquals(got, all);
  assertEquals(pageOf(all, 5_000).files, []);
  assertEquals(pageOf(all, 2 ** 53 - 1).files, []);
});

pure("pageOf() puts even the longest name on a page of its own", () => {
  const all = [{ name: "a".repeat(200_000), size: 1 }, { name: "b", size: 2 }];
  assertEquals(pageOf(all, 0).files, [all[0]]);
});
