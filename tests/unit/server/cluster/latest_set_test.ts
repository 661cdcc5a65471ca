import { assertEquals } from "@std/assert";
import { LatestSet } from "../../../../server/cluster/latest_set.ts";
import { pure } from "../../../helpers/pure.ts";

pure("LatestSet remembers the latest values, and no more than so many", () => {
  const set = new LatestSet<number>(3);
  for (const each of [1, 2, 3, 3]) set.add(each);
  assertEquals([1, 2, 3].map((each) => set.has(each)), [true, true, true]);
  set.add(4);
  assertEquals([1, 2, 3, 4].map((each) => set.has(each)), [false, true, true, true]);
});
