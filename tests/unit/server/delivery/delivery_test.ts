/** Notices reach those they concern, in order, however few times they are queued. */
import { assert, assertEquals } from "@std/assert";
import fc from "../../../helpers/fast_check.ts";
import { FrameDecoder, FrameType, type Notice, type Reply } from "../../../../protocol/mod.ts";
import { Delivery } from "../../../../server/delivery/delivery.ts";
import type { Encoding, Guest } from "../../../../server/delivery/guest.ts";
import { NativeEncoding } from "../../../../server/doors/native/native_encoding.ts";
import { encodeMessage } from "../../../../protocol/frame.ts";
import { Metrics } from "../../../../server/observability/metrics.ts";
import { pure } from "../../../helpers/pure.ts";

/** Takes frames, and reads what is in them. */
class Ear implements Guest {
  isCrowded = false;
  /** How often something was queued. */
  pushes = 0;
  relief = Promise.withResolvers<void>();
  readonly #decoder = new FrameDecoder();
  readonly #heard: string[] = [];

  constructor(readonly encoding: Encoding) {}

  push(frames: Uint8Array): void {
    this.pushes++;
    this.#read(frames);
  }

  reply(reply: Reply): void {
    this.#read(encodeMessage(FrameType.REPLY, { text: `reply ${reply.id}` }));
  }

  whenRelieved(): Promise<void> {
    return this.relief.promise;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  slowed(): void {}
  finish(): void {}
  replaced(): void {}

  get heard(): string[] {
    assertEquals(this.#decoder.pendingBytes, 0);
    return this.#heard;
  }

  #read(frames: Uint8Array): void {
    for (const { payload } of this.#decoder.decode(frames, [])) {
      this.#heard.push(JSON.parse(new TextDecoder().decode(payload)).text);
    }
  }
}

/** An encoding that counts how often it is used. */
class CountedEncoding extends NativeEncoding {
  count = 0;

  override encode(notice: Notice): Uint8Array {
    this.count++;
    return super.encode(notice);
  }
}

class Rig {
  readonly metrics = new Metrics();
  readonly encodings = [new CountedEncoding(), new CountedEncoding()] as const;
  readonly ears: readonly Ear[];
  readonly delivery = new Delivery(this.metrics, 65_536);

  constructor() {
    this.ears = Array.from({ length: 4 }, (_, i) => new Ear(this.encodings[i % 2]!));
    for (const [member, ear] of this.ears.entries()) {
      this.delivery.attach(member, ear);
      this.delivery.setNamed(member, true);
    }
  }

  say(member: number, text: string): void {
    this.delivery.tell({ all: "named", except: member }, notice(text));
  }

  all(text: string): void {
    this.delivery.tell({ all: "connected" }, notice(text));
  }

  heard(): string[][] {
    return this.ears.map(({ heard }) => heard);
  }
}

function notice(text: string): Notice<"message"> {
  return { type: "message", from: "ann", text, time: 0, seq: 0 };
}

const texts = (count: number) => Array.from({ length: count }, (_, number) => `${number}`);

pure("Delivery queues what one says in a tick once for each of the others", async () => {
  const rig = new Rig();
  for (const [id, text] of texts(5).entries()) {
    rig.say(0, text);
    rig.delivery.reply(0, { id, ok: {} });
  }
  assertEquals(rig.ears[1]!.pushes, 0);
  await Promise.resolve();
  for (const ear of rig.ears.slice(1)) assertEquals([ear.pushes, ear.heard], [1, texts(5)]);
  assertEquals(rig.ears[0]!.heard, texts(5).map((id) => `reply ${id}`));
  assertEquals(rig.metrics.deliveries, 15);
});

pure("Delivery encodes a notice once for each encoding in use", async () => {
  const rig = new Rig();
  rig.say(0, "hi");
  await Promise.resolve();
  assertEquals(rig.encodings.map(({ count }) => count), [1, 1]);
});

pure("Delivery keeps the order between notices to different audiences", async () => {
  const rig = new Rig();
  rig.say(0, "hi");
  rig.all("eve joined");
  rig.delivery.tell({ only: 2 }, notice("psst"));
  rig.say(1, "ho");
  await Promise.resolve();
  assertEquals(rig.heard(), [
    ["eve joined", "ho"],
    ["hi", "eve joined"],
    ["hi", "eve joined", "psst", "ho"],
    ["hi", "eve joined", "ho"],
  ]);
});

pure("Delivery lets no reply overtake a notice to the same client", () => {
  const rig = new Rig();
  rig.say(0, "hi");
  rig.delivery.reply(1, { id: 7, ok: {} });
  assertEquals(rig.ears[1]!.heard, ["hi", "reply 7"]);
});

pure("Delivery queues much in parts, so that a crowd shows soon", async () => {
  const rig = new Rig();
  let said = 0;
  for (; said < 100 && rig.ears[1]!.pushes === 0; said++) rig.say(0, "x".repeat(1_000));
  assertEquals(said, 8);
  await Promise.resolve();
  assertEquals(rig.ears[1]!.heard.length, 8);
});

pure("Delivery leaves out members that have left or given their name back", async () => {
  const rig = new Rig();
  rig.say(0, "one");
  rig.delivery.detach(1);
  rig.delivery.setNamed(2, false);
  rig.say(0, "two");
  rig.all("three");
  await Promise.resolve();
  assertEquals(rig.heard(), [["three"], ["one"], ["one", "three"], ["one", "two", "three"]]);
});

pure("Delivery has others wait while somebody's queue is crowded, and no longer", async () => {
  const rig = new Rig();
  const [, ear] = rig.ears;
  ear!.isCrowded = true;
  assertEquals(rig.delivery.relief(), undefined);
  rig.say(0, "hi");
  await Promise.resolve();
  const wait = rig.delivery.relief();
  assert(wait);
  ear!.isCrowded = false;
  ear!.relief.resolve();
  await wait;
  assertEquals(rig.delivery.relief(), undefined);
});

pure("Delivery replays what was missed before what happens meanwhile, in steps", async () => {
  const rig = new Rig();
  const missed = texts(20).map((text) => notice(text.padEnd(10_000, ".")));
  rig.delivery.replay(1, missed);
  assertEquals(rig.ears[1]!.heard.length < 20, true);
  rig.say(0, "live");
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(rig.ears[1]!.heard, [...missed.map(({ text }) => text), "live"]);
  rig.say(0, "later");
  await Promise.resolve();
  assertEquals(rig.ears[1]!.heard.at(-1), "later");
});

const WHO = fc.nat(3);
const STEP = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant("say" as const), who: WHO }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant("reply" as const), who: WHO }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("tell" as const), who: WHO }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("all" as const), who: WHO }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("tick" as const), who: WHO }) },
);

pure("everybody gets everything in the order in which it happened, whoever does what", async () => {
  const steps = fc.array(STEP, { maxLength: 60 });
  await fc.assert(fc.asyncProperty(steps, fc.constantFrom(1, 3_000), async (steps, length) => {
    const rig = new Rig();
    const expected: string[][] = rig.ears.map(() => []);
    for (const [number, { what, who }] of steps.entries()) {
      const text = `${number}`.padStart(length, "x");
      for (const [member, heard] of expected.entries()) {
        if (what === "say" && member !== who || what === "all") heard.push(text);
        if (what === "tell" && member === who) heard.push(text);
        if (what === "reply" && member === who) heard.push(`reply ${number}`);
      }
      if (what === "tick") await Promise.resolve();
      if (what === "say") rig.say(who, text);
      if (what === "reply") rig.delivery.reply(who, { id: number, ok: {} });
      if (what === "all") rig.all(text);
      if (what === "tell") rig.delivery.tell({ only: who }, notice(text));
    }
    await Promise.resolve();
    assertEquals(rig.heard(), expected);
  }));
});
