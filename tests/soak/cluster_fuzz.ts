/**
 * Servers of one room over a simulated network that misbehaves: `deno task fuzz:cluster [SEEDS]
 * [SEED]`. With one seed, it shows what happens in that simulation.
 */
import { simulate } from "../helpers/simulation/simulation.ts";

const count = Number(Deno.args[0] ?? 1_000);
const first = Number(Deno.args[1] ?? Date.now() % 1_000_000_000);
const trace = count === 1 ? (line: string) => console.log(line) : undefined;
const failed: number[] = [];
let events = 0;

console.log(`${count} seeds from ${first} on`);
for (let seed = first; seed < first + count; seed++) {
  try {
    events += (await simulate(seed, trace)).written.event;
  } catch (error) {
    failed.push(seed);
    console.error((error as Error).message);
  }
}
console.log(`${events} events; ${failed.length} seeds failed: ${failed.join(" ")}`);
Deno.exit(failed.length > 0 ? 1 : 0);
