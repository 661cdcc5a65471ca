import { assert, assertEquals } from "@std/assert";
import fc from "../../../helpers/fast_check.ts";
import { TokenBucket } from "../../../../server/admission/token_bucket.ts";
import { pure } from "../../../helpers/pure.ts";

pure("TokenBucket gives its burst at once, and one token more in 1/rate", () => {
  const bucket = new TokenBucket(20, 100, 0);
  const waits = Array.from({ length: 102 }, () => bucket.take(0));
  assertEquals(waits.slice(0, 100), new Array(100).fill(0));
  assertEquals(waits.slice(100), [50, 100]);
});

pure("TokenBucket is full again after a pause, and no fuller", () => {
  const bucket = new TokenBucket(10, 5, 0);
  for (let i = 0; i < 5; i++) bucket.take(0);
  assertEquals(bucket.isFull(499), false);
  assertEquals(bucket.isFull(500), true);
  for (let i = 0; i < 5; i++) assertEquals(bucket.take(1_000_000), 0);
  assertEquals(bucket.take(1_000_000), 100);
});

pure("TokenBucket takes several at once, on credit if need be", () => {
  const bucket = new TokenBucket(10, 5, 0);
  assertEquals(bucket.take(0, 5), 0);
  assertEquals(bucket.take(0, 0), 0);
  assertEquals(bucket.take(0, 20), 2_000);
  assertEquals(bucket.take(1_000, 0), 1_000);
});

pure("TokenBucket never lets more through than burst + rate × time", () => {
  const pauses = fc.array(fc.nat({ max: 500 }), { maxLength: 300 });
  fc.assert(fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(40), pauses, (rate, more, gaps) => {
    const burst = 1 + more;
    const bucket = new TokenBucket(rate, burst, 0);
    let now = 0;
    gaps.forEach((gap, taken) => {
      // As a reader does: waits as told, and asks for the next one later.
      now += gap;
      now += bucket.take(now);
      assert(taken + 1 <= burst + rate * now / 1000 + 1e-6);
    });
  }));
});
