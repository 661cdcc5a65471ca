import type { Attack } from "./attack.ts";
import { address, Guest, pause } from "./guest.ts";
import { Target } from "./target.ts";

const HALF_BYTES = 1_000_000;
const GROWTH_MB = 250;
const HALF = (() => {
  const bytes = new Uint8Array(HALF_BYTES);
  bytes.set([0, 0x0f, 0xff, 0xff, 1]);
  return bytes;
})();

/** Frames that are never finished. */
export const HALF_FRAMES: Attack = {
  name: "half_frames",
  what: "500 clients of one address send 1 MB of a frame each, and no more",
  bound: `the process grows by at most ${GROWTH_MB} MB, and an honest half frame is kept`,
  async run(scale) {
    const count = scale === "full" ? 500 : 150;
    await using target = await Target.start(["--rate", "0"]);
    using honest = await Guest.join(target.port, "honest", "127.9.9.4");
    honest.write(HALF.subarray(0, 100_000));
    const before = await target.megabytes();
    const crowd: Guest[] = [];
    let peak = before;
    for (let i = 0; i < count; i++) {
      const guest = await Guest.join(target.port, `half${i}`, address(0)).catch(() => undefined);
      if (!guest) continue;
      guest.listen(() => {});
      guest.write(HALF);
      crowd.push(guest);
      if (i % 10 === 0) peak = Math.max(peak, await target.megabytes());
    }
    await pause(1_000);
    peak = Math.max(peak, await target.megabytes());
    const grown = peak - before;
    for (const each of crowd) each[Symbol.dispose]();
    const kept = !honest.hasEnded;
    return {
      measured: `${before.toFixed(0)} → ${peak.toFixed(0)} MB for ${count}` +
        (kept ? "" : ", and the honest one was ended"),
      holds: grown < GROWTH_MB && kept,
    };
  },
};
