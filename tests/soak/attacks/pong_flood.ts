import { once } from "node:events";
import type { Attack } from "./attack.ts";
import { HonestPair } from "./honest_pair.ts";
import type { PongFlood } from "./pong_worker.ts";
import { Target } from "./target.ts";

const P99_MS = 20;
/** In the test suite, other tests take the processor meanwhile. */
const SHORT_P99_MS = 2_000;

/** Pongs without end: they are not charged to a rate, and must cost next to nothing. */
export const PONG_FLOOD: Attack = {
  name: "pong_flood",
  what: "4 addresses send 6 MB/s of pongs each, and come back when they are ended",
  bound: `an honest pair: p99 under ${P99_MS} ms, or twice what it was`,
  isTimed: true,
  async run(scale) {
    await using target = await Target.start();
    using pair = await HonestPair.begin(target.port);
    const before = scale === "full" ? await pair.baseline() : SHORT_P99_MS / 2;
    const ms = scale === "full" ? 10_000 : 2_000;
    const bytes = await flood({ port: target.port, clients: 4, ms });
    const p99 = await pair.p99();
    return {
      measured: `p99 ${p99.toFixed(1)} ms beside ${(bytes / 1e6).toFixed(0)} MB of pongs, ` +
        `${before.toFixed(1)} before`,
      holds: p99 < Math.max(P99_MS, 2 * before),
    };
  },
};

async function flood(order: PongFlood): Promise<number> {
  const worker = new Worker(new URL("./pong_worker.ts", import.meta.url), { type: "module" });
  worker.postMessage(order);
  const [{ data }] = await once(worker, "message") as [MessageEvent<number>];
  worker.terminate();
  return data;
}
