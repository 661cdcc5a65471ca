/** When a client tries to connect, with servers that only count the attempts. */
import { assertEquals, assertRejects } from "@std/assert";
import { Attempts, type AttemptsOptions } from "../../../../client/conversation/attempts.ts";
import {
  type ConnectionEnd,
  ConversationError,
} from "../../../../client/conversation/connection_end.ts";
import { Trust } from "../../../../client/conversation/trust.ts";
import { idle, ManualClock } from "../../../helpers/manual_clock.ts";
import { pure } from "../../../helpers/pure.ts";

const TARGET = { host: "there", port: 1 };
const HUNG_UP: ConnectionEnd = { type: "hung-up" };
const REFUSED: ConnectionEnd = { type: "refused", error: { code: "banned", message: "No" } };
const UNREACHABLE: ConnectionEnd = {
  type: "unreachable",
  failure: { type: "connection-refused" },
  target: TARGET,
};

/** Attempts that end in these ways, one after the other; those beyond succeed. */
class Stage {
  readonly clock = new ManualClock();
  readonly waits: [ms: number, end: ConnectionEnd["type"]][] = [];
  /** When each attempt was made. */
  readonly at: number[] = [];
  readonly attempts: Attempts;
  readonly #ends: ConnectionEnd[];

  constructor(ends: readonly ConnectionEnd[], options: Partial<AttemptsOptions> = {}) {
    this.#ends = [...ends];
    this.attempts = new Attempts({
      clock: this.clock,
      random: () => 1,
      trust: new Trust(this.clock),
      onWait: (ms, { type }) => this.waits.push([ms, type]),
      ...options,
    });
  }

  readonly open = (): Promise<void> => {
    this.at.push(this.clock.now());
    const end = this.#ends.shift();
    return end ? Promise.reject(new ConversationError(end, TARGET)) : Promise.resolve();
  };
}

pure("Attempts: each server that cannot be reached is tried once, without a wait", async () => {
  let others = 2;
  const turn = () => others-- > 0;
  const reached = new Stage([UNREACHABLE, UNREACHABLE], { turn });
  await reached.attempts.eachServer(reached.open);
  assertEquals([reached.at, reached.waits], [[0, 0, 0], []]);
  const none = new Stage([UNREACHABLE, UNREACHABLE]);
  await assertRejects(() => none.attempts.eachServer(none.open), ConversationError, "unreachable");
  assertEquals(none.at.length, 1);
});

pure("Attempts: a server that refuses is not passed over for another one", async () => {
  const stage = new Stage([REFUSED], { turn: () => true });
  await assertRejects(() => stage.attempts.eachServer(stage.open), ConversationError, "refused");
  assertEquals(stage.at.length, 1);
});

pure("Attempts: each wait is longer, and tells why the last attempt failed", async () => {
  const stage = new Stage([UNREACHABLE, HUNG_UP]);
  const done = stage.attempts.again(stage.open, HUNG_UP);
  await stage.clock.advance(7_000);
  await done;
  assertEquals(stage.waits, [[1_000, "hung-up"], [2_000, "unreachable"], [4_000, "hung-up"]]);
  assertEquals(stage.at, [1_000, 3_000, 7_000]);
});

pure("Attempts: a refusal ends them, but not before the time to give up at", async () => {
  const final = new Stage([REFUSED]);
  const failing = assertRejects(() => final.attempts.again(final.open, HUNG_UP), ConversationError);
  await final.clock.advance(1_000);
  await failing;
  const patient = new Stage([REFUSED, REFUSED, REFUSED]);
  const late = assertRejects(
    () => patient.attempts.again(patient.open, HUNG_UP, 3_000),
    ConversationError,
  );
  await patient.clock.advance(3_000);
  await late;
  assertEquals(patient.at, [1_000, 3_000]);
});

pure("Attempts: a server that was not tried yet is waited for half a second at most", async () => {
  let fresh = 1;
  const stage = new Stage([UNREACHABLE], { turn: () => fresh-- > 0 });
  const done = stage.attempts.again(stage.open, HUNG_UP);
  await stage.clock.advance(1_500);
  await done;
  assertEquals(stage.at, [500, 1_500]);
});

pure("Attempts: whoever is in a hurry waits no more, and then for a short time again", async () => {
  const stage = new Stage([HUNG_UP, HUNG_UP, HUNG_UP]);
  const done = stage.attempts.again(stage.open, HUNG_UP);
  await stage.clock.advance(3_000);
  stage.attempts.hurry();
  await idle();
  assertEquals(stage.waits.map(([ms]) => ms), [1_000, 2_000, 4_000, 1_000]);
  await stage.clock.advance(1_000);
  await done;
  assertEquals(stage.at, [1_000, 3_000, 3_000, 4_000]);
});

pure("Attempts: once stopped, a wait is over and no other begins", async () => {
  const stage = new Stage([HUNG_UP, HUNG_UP]);
  const done = stage.attempts.again(stage.open, HUNG_UP);
  stage.attempts.stop();
  await done;
  assertEquals([stage.at.length, stage.waits.length, stage.clock.alarms], [1, 1, 0]);
});
