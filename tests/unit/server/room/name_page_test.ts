import { assert, assertEquals } from "@std/assert";
import { encodeMessage, FrameType, MAX_FRAME_BYTES } from "../../../../protocol/mod.ts";
import { pageOfNames } from "../../../../server/room/name_page.ts";
import { pure } from "../../../helpers/pure.ts";

pure("pageOfNames() gives all names of a small room, and no count", () => {
  assertEquals(pageOfNames([], 0), { names: [] });
  assertEquals(pageOfNames(["a", "b"], 0), { names: ["a", "b"] });
});

pure("pageOfNames() gives the names from a place on, and how many there are", () => {
  assertEquals(pageOfNames(["a", "b"], 1), { names: ["b"], count: 2 });
  assertEquals(pageOfNames(["a", "b"], 2), { names: [], count: 2 });
  assertEquals(pageOfNames(["a", "b"], 2 ** 53 - 1), { names: [], count: 2 });
});

for (const letter of ["x", "é", "中", "😀"]) {
  pure(`pageOfNames() fills a frame with names of ${letter}, and never more than one`, () => {
    const all = Array.from({ length: 50_000 }, (_, i) => `${i}`.padStart(5, "0"))
      .map((digits) => digits + letter.repeat(15));
    const heard: string[] = [];
    while (heard.length < all.length) {
      const ok = pageOfNames(all, heard.length);
      const bytes = encodeMessage(FrameType.REPLY, { id: Number.MAX_SAFE_INTEGER, ok }).length - 4;
      assert(bytes <= MAX_FRAME_BYTES, `${bytes} bytes`);
      const isLast = heard.length + ok.names.length === all.length;
      assert(isLast || bytes > MAX_FRAME_BYTES - 1_200, `only ${bytes} bytes`);
      heard.push(...ok.names);
    }
    assertEquals(heard, all);
  });
}
