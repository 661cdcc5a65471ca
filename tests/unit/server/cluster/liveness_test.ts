import { assertEquals } from "@std/assert";
import { LEASE_MS, Liveness, SIGN_EVERY_MS } from "../../../../server/cluster/liveness.ts";
import { pure } from "../../../helpers/pure.ts";

/** A liveness that began at 0, by a clock that the test sets. */
function stage() {
  const clock = { now: 0 };
  const liveness = new Liveness(() => clock.now);
  const run = (ms: number) => {
    for (const end = clock.now + ms; clock.now < end;) {
      clock.now = Math.min(end, clock.now + SIGN_EVERY_MS);
      liveness.awake();
    }
  };
  return { clock, liveness, run };
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
  clock.now = 65_000;
  liveness.heardOneself();
  clock.now = 60_000 + LEASE_MS;
  liveness.heardOneself();
  assertEquals(liveness.silent([1]), []);
  clock.now++;
  assertEquals(liveness.silent([1]), [1]);
});

pure("Liveness finds nobody gone while it does not hear itself either", () => {
  const { clock, liveness } = stage();
  liveness.silent([1]);
  clock.now = 2_000;
  liveness.heardOneself();
  clock.now = LEASE_MS + 1;
  assertEquals(liveness.silent([1]), []);
  liveness.heardOneself();
  assertEquals(liveness.silent([1]), []);
});

pure("Liveness.hearsNobody asks for a whole lease without a sign", () => {
  const { liveness, run } = stage();
  run(LEASE_MS);
  assertEquals(liveness.hearsNobody, false);
  run(1);
  assertEquals(liveness.hearsNobody, true);
  liveness.heard(3);
  run(LEASE_MS);
  assertEquals(liveness.hearsNobody, false);
  run(1);
  assertEquals(liveness.hearsNobody, true);
});

pure("Liveness.hearsNobody does not count the time in which nothing could be heard", () => {
  const { liveness, run } = stage();
  run(60_000);
  liveness.couldNotHear();
  run(LEASE_MS);
  assertEquals(liveness.hearsNobody, false);
  run(1);
  assertEquals(liveness.hearsNobody, true);
});

pure("Liveness.hearsNobody does not count the time in which this server hung", () => {
  const { clock, liveness, run } = stage();
  run(3_000);
  clock.now += LEASE_MS;
  assertEquals(liveness.hearsNobody, false);
  liveness.awake();
  assertEquals(liveness.hearsNobody, false);
  run(LEASE_MS);
  assertEquals(liveness.hearsNobody, false);
  run(1);
  assertEquals(liveness.hearsNobody, true);
});
