import type { Attack, Scale } from "./attack.ts";
import { HonestPair } from "./honest_pair.ts";
import { Target } from "./target.ts";

const P99_MS = 20;
/** In the test suite, other tests take the processor meanwhile. */
const SHORT_P99_MS = 2_000;

/** An attack that an honest pair must not notice. */
export interface PairAttack extends Pick<Attack, "name" | "what"> {
  /**
   * Attacks the server on a port.
   *
   * @returns What was sent meanwhile, if that was measured.
   */
  readonly attack: (port: number, scale: Scale) => Promise<string | void>;
}

/** Measures how long an honest pair waits for its messages, before an attack and during it. */
export function besidePair({ attack, ...named }: PairAttack): Attack {
  return {
    ...named,
    bound: `an honest pair: p99 under ${P99_MS} ms, or twice what it was`,
    isTimed: true,
    async run(scale) {
      await using target = await Target.start();
      using pair = await HonestPair.begin(target.port);
      const before = scale === "full" ? await pair.baseline() : SHORT_P99_MS / 2;
      const sent = await attack(target.port, scale);
      const p99 = await pair.p99();
      const beside = sent === undefined ? "" : ` beside ${sent}`;
      return {
        measured: `p99 ${p99.toFixed(1)} ms${beside}, ${before.toFixed(1)} before`,
        holds: p99 < Math.max(P99_MS, 2 * before),
      };
    },
  };
}
