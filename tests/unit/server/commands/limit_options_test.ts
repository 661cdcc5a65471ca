/** Limits, as the operator of a server sets them. */
import { assertEquals, assertThrows } from "@std/assert";
import { readLimits } from "../../../../server/commands/limit_options.ts";
import { DEFAULT_LIMITS } from "../../../../server/admission/limits.ts";
import { pure } from "../../../helpers/pure.ts";

pure("readLimits() takes the defaults, and what it is told", () => {
  assertEquals(readLimits({}), DEFAULT_LIMITS);
  assertEquals(readLimits({ rate: "0", grace: "3" }), {
    ...DEFAULT_LIMITS,
    rate: 0,
    graceMs: 3_000,
  });
});

pure("readLimits() lets no grace be longer than a timer can run", () => {
  assertEquals(readLimits({ grace: "2147483" }).graceMs, 2_147_483_000);
  assertEquals(readLimits({ grace: "2147484" }).graceMs, 2 ** 31 - 1);
  assertEquals(readLimits({ grace: "999999999" }).graceMs, 2 ** 31 - 1);
});

pure("readLimits() refuses a queue that is too short to be of use", () => {
  assertEquals(readLimits({ "max-queue": "65536" }).maxQueueBytes, 65_536);
  assertThrows(() => readLimits({ "max-queue": "65535" }), SyntaxError, "at least 65536");
});
