import { assertEquals } from "@std/assert";
import { Backoff } from "../../../../client/conversation/backoff.ts";
import { pure } from "../../../helpers/pure.ts";

pure("Backoff doubles from 1 s to 30 s, and shortens by a half at most", () => {
  const longest = new Backoff(() => 1);
  const waits = Array.from({ length: 7 }, () => longest.next());
  assertEquals(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  const shortest = new Backoff(() => 0);
  assertEquals([shortest.next(), shortest.next()], [500, 1_000]);
});
