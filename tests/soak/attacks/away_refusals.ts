import { encodeMessage, FrameType } from "../../../protocol/mod.ts";
import type { Attack } from "./attack.ts";
import { address, Guest } from "./guest.ts";
import { Target } from "./target.ts";

const REFUSALS = 200;
const AT_ONCE = 50;
const GROWTH_MB = 150;

/** Kept answers: 200 refusals of 300 characters for each client that is away. */
export const AWAY_REFUSALS: Attack = {
  name: "away_refusals",
  what: "200 refusals of 300 characters each for 10,000 conversations that are away",
  bound: `the process grows by at most ${GROWTH_MB} MB`,
  async run(scale) {
    const clients = scale === "full" ? 10_000 : 500;
    await using target = await Target.start(["--rate", "0"]);
    const before = await target.megabytes();
    let next = 0;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      while (next < clients) await refused(target.port, next++);
    }));
    const after = await target.megabytes();
    return {
      measured: `${before.toFixed(0)} → ${after.toFixed(0)} MB for ${clients}`,
      holds: after - before < GROWTH_MB,
    };
  },
};

const TELLS = Array.from({ length: REFUSALS }, (_, i) => {
  const to = "x".repeat(199);
  return encodeMessage(FrameType.REQUEST, { id: 10 + i, type: "tell", to, text: "x" });
});
const ALL = new Uint8Array(await new Blob(TELLS as Uint8Array<ArrayBuffer>[]).arrayBuffer());

async function refused(port: number, number: number): Promise<void> {
  using guest = await Guest.join(port, `away${number}`, address(number % 200));
  guest.write(ALL);
  for (let left = REFUSALS; left > 0;) {
    const frame = await guest.frame();
    if (!frame) return;
    if (frame.type === FrameType.REPLY) left--;
  }
  guest.end();
  await guest.ended();
}
