import { assertEquals } from "@std/assert";
import { isSharable } from "../../../../server/files/shared_names.ts";
import { pure } from "../../../helpers/pure.ts";

pure("isSharable() takes plain relative names, at most 32 folders deep", () => {
  const deep = (parts: number) => Array(parts).fill("a").join("/");
  const good = ["a", "a b.txt", "sub/deep/c", "a..b", "é", "ab:c", deep(32)];
  for (const name of good) assertEquals(isSharable(name), true, name);
  const bad = ["", ".", "..", ".a", "a/.b", "/a", "a/", "a//b", "a\\b", "a\0", "c:a", deep(33)];
  for (const name of bad) assertEquals(isSharable(name), false, name);
  assertEquals(isSharable("a/".repeat(500_000)), false);
});
