import { assertEquals } from "@std/assert";
import { GivenUp } from "../../../../server/hub/given_up.ts";
import { pure } from "../../../helpers/pure.ts";

pure("GivenUp knows a refused request once, and the latest 100,000", () => {
  const requests = new GivenUp();
  assertEquals(requests.takes(1, 1), false);
  for (let id = 1; id <= 100_001; id++) requests.add(1, id);
  assertEquals([requests.takes(1, 1), requests.takes(1, 2)], [false, true]);
  assertEquals([requests.takes(1, 2), requests.takes(2, 3), requests.takes(1, 3)], [
    false,
    false,
    true,
  ]);
});
