import { encodeMessage, FrameType } from "../../../protocol/mod.ts";
import type { Attack } from "./attack.ts";
import { address, Guest, pause } from "./guest.ts";
import { HonestPair } from "./honest_pair.ts";
import { Target } from "./target.ts";

const MARKS = "\u0301\u0323".repeat(130_000);
const P99_MS = 20;
/** In the test suite, other tests take the processor meanwhile; before, this took 214 s. */
const SHORT_P99_MS = 2_000;

/** Requests whose strings take long to normalize. */
const FRAMES: readonly object[] = [
  { type: "tell", to: MARKS, text: "x" },
  { type: "name", name: MARKS },
  { type: "login", name: MARKS },
  { type: "get", name: MARKS },
  { type: MARKS },
  { type: "hello", version: 1, name: MARKS },
];

/** Names of 260,000 combining marks: normalizing one took 214 s. */
export const COMBINING_MARKS: Attack = {
  name: "combining_marks",
  what: "260,000 combining marks in tell, name, login, get, an unknown request, hello",
  bound: `an honest pair: p99 under ${P99_MS} ms, or twice what it was`,
  isTimed: true,
  async run(scale) {
    await using target = await Target.start();
    using pair = await HonestPair.begin(target.port);
    const before = scale === "full" ? await pair.baseline() : SHORT_P99_MS / 2;
    const frames = FRAMES.map((frame) => encodeMessage(FrameType.REQUEST, { id: 9, ...frame }));
    for (let round = 0; round < (scale === "full" ? 5 : 1); round++) {
      for (const [i, frame] of frames.entries()) {
        using guest = await Guest.join(target.port, `marks${round}-${i}`, address(i));
        guest.write(frame);
        await pause(250);
      }
      using early = await Guest.connect(target.port, address(20));
      early.send({ type: "hello", version: 1, name: MARKS.slice(0, 1_900) });
      await pause(250);
    }
    const p99 = await pair.p99();
    return {
      measured: `p99 ${p99.toFixed(1)} ms, ${before.toFixed(1)} before`,
      holds: p99 < Math.max(P99_MS, 2 * before),
    };
  },
};
