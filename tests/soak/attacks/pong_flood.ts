import { once } from "node:events";
import { besidePair } from "./beside_pair.ts";
import type { PongFlood } from "./pong_worker.ts";

/** Pongs without end: they are not charged to a rate, and must cost next to nothing. */
export const PONG_FLOOD = besidePair({
  name: "pong_flood",
  what: "4 addresses send 6 MB/s of pongs each, and come back when they are ended",
  async attack(port, scale) {
    const bytes = await flood({ port, clients: 4, ms: scale === "full" ? 10_000 : 2_000 });
    return `${(bytes / 1e6).toFixed(0)} MB of pongs`;
  },
});

async function flood(order: PongFlood): Promise<number> {
  const worker = new Worker(new URL("./pong_worker.ts", import.meta.url), { type: "module" });
  worker.postMessage(order);
  const [{ data }] = await once(worker, "message") as [MessageEvent<number>];
  worker.terminate();
  return data;
}
