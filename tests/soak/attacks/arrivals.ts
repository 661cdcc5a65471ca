import type { Attack } from "./attack.ts";
import { Guest } from "./guest.ts";
import { Target } from "./target.ts";

const CLASS = 200;
const CLASS_MS = 5_000;

/** A class comes in at once, behind one address. */
export const CLASS_ARRIVES: Attack = {
  name: "class_arrives",
  what: `${CLASS} clients of one address join at once (no attack: they must not notice the limits)`,
  bound: `all are greeted, within ${CLASS_MS / 1_000} s`,
  async run() {
    await using target = await Target.start();
    const began = performance.now();
    const joining = Array.from({ length: CLASS }, (_, i) => Guest.join(target.port, `pupil${i}`));
    const joined = await Promise.allSettled(joining);
    const ms = performance.now() - began;
    let greeted = 0;
    for (const each of joined) {
      if (each.status !== "fulfilled") continue;
      greeted++;
      each.value[Symbol.dispose]();
    }
    const measured = `${greeted} of ${CLASS} greeted in ${(ms / 1_000).toFixed(1)} s`;
    return { measured, holds: greeted === CLASS && ms < CLASS_MS };
  },
};

const AT_ONCE = 32;
const ARRIVALS_A_SECOND = 80;

/** Connections that come and go as fast as they can. */
export const CONNECTION_FLOOD: Attack = {
  name: "connection_flood",
  what: "one address opens conversations and leaves, as fast as it can",
  bound: `at most ${ARRIVALS_A_SECOND} a second are greeted, after 500 at once`,
  async run(scale) {
    const seconds = scale === "full" ? 20 : 12;
    await using target = await Target.start();
    const began = performance.now();
    const times: number[] = [];
    let number = 0;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      while (performance.now() - began < seconds * 1_000) {
        try {
          using _guest = await Guest.join(target.port, `f${number++}`);
          times.push(performance.now() - began);
        } catch {
          // Refused.
        }
      }
    }));
    const last = times.filter((at) => at > (seconds - 4) * 1_000 && at < seconds * 1_000);
    const rate = last.length / 4;
    return { measured: `${rate.toFixed(0)}/s`, holds: rate <= ARRIVALS_A_SECOND };
  },
};
