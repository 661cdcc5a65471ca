import { assertEquals } from "@std/assert";
import { LEASE_MS, Liveness, SIGN_EVERY_MS } from "../../../../server/cluster/liveness.ts";
import { pure } from "../../../helpers/pure.ts";

pure("Liveness finds a server gone that was silent past its lease, and no other", () => {
  const liveness = new Liveness(0);
  assertEquals(liveness.silent([1, 2], 0), []);
  for (let now = SIGN_EVERY_MS; now <= LEASE_MS; now += SIGN_EVERY_MS) {
    liveness.heardOneself(now);
    liveness.heard(2, now);
  }
  assertEquals(liveness.silent([1, 2], LEASE_MS), []);
  assertEquals(liveness.silent([1, 2], LEASE_MS + 1), [1]);
});

pure("Liveness finds itself cut off past its lease", () => {
  const liveness = new Liveness(0);
  liveness.heardOneself(1_000);
  assertEquals(liveness.isCutOff(1_000 + LEASE_MS), false);
  assertEquals(liveness.isCutOff(1_001 + LEASE_MS), true);
});

pure("Liveness gives everybody the whole time again after it was cut off itself", () => {
  const liveness = new Liveness(0);
  liveness.silent([1], 0);
  liveness.heardOneself(60_000);
  assertEquals(liveness.silent([1], 60_000), []);
  assertEquals(liveness.silent([1], 60_000 + LEASE_MS), []);
  assertEquals(liveness.silent([1], 60_001 + LEASE_MS), [1]);
});

pure("Liveness.hearsAnybody() asks for a sign within the lease", () => {
  const liveness = new Liveness(0);
  assertEquals(liveness.hearsAnybody(0), false);
  liveness.heard(3, 5_000);
  assertEquals(liveness.hearsAnybody(5_000 + LEASE_MS), true);
  assertEquals(liveness.hearsAnybody(5_001 + LEASE_MS), false);
});
