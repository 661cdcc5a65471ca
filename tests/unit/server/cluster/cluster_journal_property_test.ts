/**
 * What stays true of the servers of one room, whatever goes wrong between them. `deno task
 * fuzz:cluster [SEEDS] [SEED]` runs more seeds, and shows what happens with one.
 */
import { assertEquals } from "@std/assert";
import { pure } from "../../../helpers/pure.ts";
import { simulate } from "../../../helpers/simulation/simulation.ts";

/** Seeds that found faults, and which. */
const FOUND: readonly (readonly [seed: number, fault: string])[] = [
  [1003, "what servers wrote anew for one client was said twice"],
];

/** How many seeds beside these are run each time. */
const SEEDS = 12;

pure(
  "servers of a room stay equal, and say everything once, over a network that misbehaves",
  async () => {
    for (let seed = 1; seed <= SEEDS; seed++) await simulate(seed);
  },
);

for (const [seed, fault] of FOUND) {
  pure(
    `servers of a room with seed ${seed}, where ${fault}`,
    async () => void await simulate(seed),
  );
}

pure("a simulation is the same again for a seed", async () => {
  const traces: string[][] = [[], []];
  for (const trace of traces) await simulate(1, (line) => trace.push(withoutNonce(line)));
  assertEquals(traces[0], traces[1]);
});

/** A line about what happens, without what is random in it. */
function withoutNonce(line: string): string {
  return line.replace(/"nonce":"[^"]*"/, "");
}
