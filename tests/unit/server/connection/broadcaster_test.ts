/** Notices reach those they concern, in order, however few times they are queued. */
import { assert, assertEquals } from "@std/assert";
import fc from "../../../helpers/fast_check.ts";
import { encodeMessage, FrameDecoder, FrameType, type Notice } from "../../../../protocol/mod.ts";
import { Broadcaster, type Receiver } from "../../../../server/connection/broadcaster.ts";
import type { Session } from "../../../../server/core/effects.ts";
import { Metrics } from "../../../../server/observability/metrics.ts";
import { pure } from "../../../helpers/pure.ts";

const SESSIONS: readonly Session[] = [0, 1, 2, 3].map((id) => ({ id, greeted: true }));

/** Takes frames, and reads what is in them. */
class Ear implements Receiver {
  isCrowded = false;
  /** How often something was queued. */
  sends = 0;
  readonly readAts: number[] = [];
  readonly #decoder = new FrameDecoder();
  readonly #heard: string[] = [];

  send(frames: Uint8Array, readAt = 0): void {
    this.sends++;
    this.readAts.push(readAt);
    for (const { payload } of this.#decoder.decode(frames, [])) {
      this.#heard.push(JSON.parse(new TextDecoder().decode(payload)).text);
    }
  }

  get heard(): string[] {
    assertEquals(this.#decoder.pendingBytes, 0);
    return this.#heard;
  }
}

class Rig {
  readonly metrics = new Metrics();
  readonly ears = new Map(SESSIONS.map((session) => [session, new Ear()]));
  readonly broadcaster = new Broadcaster((session) => this.ears.get(session), this.metrics);

  ear(number: number): Ear {
    return this.ears.get(SESSIONS[number]!)!;
  }

  say(number: number, text: string): void {
    const by = SESSIONS[number]!;
    this.broadcaster.tell({ type: "notice", to: others(by), notice: notice(text), by });
  }

  tell(to: readonly Session[], text: string): Promise<void> | undefined {
    return this.broadcaster.tell({ type: "notice", to, notice: notice(text) });
  }

  answer(number: number, text: string): void {
    this.broadcaster.flush(SESSIONS[number]);
    this.ear(number).send(encodeMessage(FrameType.REPLY, { text }));
  }
}

function others(by: Session): Session[] {
  return SESSIONS.filter((each) => each !== by);
}

function notice(text: string): Notice {
  return { type: "message", from: "ann", text, time: 0, seq: 0 };
}

const texts = (count: number, length = 1) =>
  Array.from({ length: count }, (_, number) => `${number}`.padStart(length, "x"));

pure("Broadcaster queues what one says in a tick once for each of the others", async () => {
  const rig = new Rig();
  for (const text of texts(5)) {
    rig.say(0, text);
    rig.answer(0, "ok");
  }
  assertEquals(rig.ear(1).sends, 0);
  await Promise.resolve();
  for (const number of [1, 2, 3]) {
    assertEquals([rig.ear(number).sends, rig.ear(number).heard], [1, texts(5)]);
  }
  assertEquals(rig.ear(0).heard, Array(5).fill("ok"));
  assertEquals(rig.metrics.deliveries, 15);
});

pure("Broadcaster queues at once what nobody says, and what was said before it", () => {
  const rig = new Rig();
  rig.say(0, "hi");
  rig.tell(SESSIONS, "eve joined");
  assertEquals(rig.ear(0).heard, ["eve joined"]);
  assertEquals(rig.ear(1).heard, ["hi", "eve joined"]);
});

pure("Broadcaster ends one speech with the next", () => {
  const rig = new Rig();
  rig.say(0, "hi");
  rig.say(1, "ho");
  assertEquals(rig.ear(2).heard, ["hi"]);
});

pure("Broadcaster lets no answer overtake a speech to who is answered", () => {
  const rig = new Rig();
  rig.say(0, "hi");
  rig.answer(1, "ok");
  assertEquals(rig.ear(1).heard, ["hi", "ok"]);
});

pure("Broadcaster queues a long speech in parts, so that a crowd shows soon", async () => {
  const rig = new Rig();
  let said = 0;
  for (; said < 100 && rig.ear(1).sends === 0; said++) rig.say(0, "x".repeat(1_000));
  assertEquals(said, 8);
  await Promise.resolve();
  assertEquals(rig.ear(1).heard.length, 8);
});

pure("Broadcaster keeps when the first text of a speech was read", async () => {
  const rig = new Rig();
  for (const readAt of [5, 6]) {
    rig.metrics.readAt = readAt;
    rig.say(0, "hi");
  }
  rig.metrics.readAt = 0;
  await Promise.resolve();
  assertEquals(rig.ear(1).readAts, [5]);
});

pure("Broadcaster leaves out who has gone", async () => {
  const rig = new Rig();
  rig.say(0, "hi");
  rig.ears.delete(SESSIONS[1]!);
  await Promise.resolve();
  assertEquals(rig.ear(2).heard, ["hi"]);
  assertEquals(rig.metrics.deliveries, 2);
});

pure("Broadcaster has others wait while somebody's queue is crowded, not for ever", async () => {
  const rig = new Rig();
  rig.ear(1).isCrowded = true;
  const wait = rig.tell(SESSIONS, "hi");
  assert(wait);
  rig.ear(1).isCrowded = false;
  await wait;
  assertEquals(rig.tell(SESSIONS, "ho"), undefined);
});

const WHO = fc.nat(SESSIONS.length - 1);

const STEP = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("say" as const), who: WHO }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("answer" as const), who: WHO }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("tell" as const), who: WHO }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("all" as const), who: WHO }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("tick" as const), who: WHO }) },
);

pure("everybody gets everything in the order in which it happened, whoever does what", async () => {
  const steps = fc.array(STEP, { maxLength: 60 });
  await fc.assert(fc.asyncProperty(steps, fc.constantFrom(1, 3_000), async (steps, length) => {
    const rig = new Rig();
    const expected: string[][] = SESSIONS.map(() => []);
    for (const [number, { do: what, who }] of steps.entries()) {
      const text = `${number}`.padStart(length, "x");
      const to = what === "say" ? others(SESSIONS[who]!) : what === "all" ? SESSIONS : [
        SESSIONS[who]!,
      ];
      if (what === "tick") await Promise.resolve();
      else for (const { id } of to) expected[id]!.push(text);
      if (what === "say") rig.say(who, text);
      if (what === "answer") rig.answer(who, text);
      if (what === "tell" || what === "all") rig.tell(to, text);
    }
    await Promise.resolve();
    assertEquals(SESSIONS.map(({ id }) => rig.ear(id).heard), expected);
  }));
});
