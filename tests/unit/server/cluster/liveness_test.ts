import { assertEquals } from "@std/assert";
import { LEASE_MS, Liveness, SIGN_EVERY_MS } from "../../../../server/cluster/liveness.ts";
import { pure } from "../../../helpers/pure.ts";

/** A liveness that began at 0, by a clock that the test sets. */
function stage() {
  const clock = { now: 0 };
  return { clock, liveness: new Liveness(() => clock.now) };
}

pure("Liveness finds a server gone that was silent past its lease, and no other", () => {
  const { clock, liveness } = stage();
  assertEquals(liveness.silent([1, 2]), []);
  for (clock.now = SIGN_EVERY_MS; clock.now <= LEASE_MS; clock.now += SIGN_EVERY_MS) {
    liveness.heardOneself();
    liveness.heard(2);
  }
  clock.now = LEASE_MS;
  assertEquals(liveness.silent([1, 2]), []);
  clock.now = LEASE_MS + 1;
  assertEquals(liveness.silent([1, 2]), [1]);
});

pure("Liveness finds itself cut off past its lease", () => {
  const { clock, liveness } = stage();
  clock.now = 1_000;
  liveness.heardOneself();
  clock.now = 1_000 + LEASE_MS;
  assertEquals(liveness.isCutOff, false);
  clock.now++;
  assertEquals(liveness.isCutOff, true);
});

pure("Liveness gives everybody the whole time again after it was cut off itself", () => {
  const { clock, liveness } = stage();
  liveness.silent([1]);
  clock.now = 60_000;
  liveness.heardOneself();
  assertEquals(liveness.silent([1]), []);
  clock.now = 60_000 + LEASE_MS;
  assertEquals(liveness.silent([1]), []);
  clock.now++;
  assertEquals(liveness.silent([1]), [1]);
});

pure("Liveness.hearsNobody asks for a whole lease without a sign", () => {
  const { clock, liveness } = stage();
  clock.now = LEASE_MS;
  assertEquals(liveness.hearsNobody, false);
  clock.now++;
  assertEquals(liveness.hearsNobody, true);
  liveness.heard(3);
  clock.now += LEASE_MS;
  assertEquals(liveness.hearsNobody, false);
  clock.now++;
  assertEquals(liveness.hearsNobody, true);
});

pure("Liveness.hearsNobody does not count the time in which nothing could be heard", () => {
  const { clock, liveness } = stage();
  clock.now = 60_000;
  liveness.couldNotHear();
  clock.now += LEASE_MS;
  assertEquals(liveness.hearsNobody, false);
  clock.now++;
  assertEquals(liveness.hearsNobody, true);
});
