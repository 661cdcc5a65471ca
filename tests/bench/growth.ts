/**
 * `deno task bench:growth`: how deliveries a second and memory a client change as the room grows from 100
 * clients to 10,000. Prints a table, and draws docs/growth.svg. Linux only; takes ten minutes.
 *
 * @module
 */
import { ROOT } from "../helpers/program.ts";
import { generate } from "./generate.ts";
import type { BroadcastResult } from "./load/broadcast.ts";
import { idle } from "./cases/presence.ts";
import { type Chart, plot } from "./plot.ts";
import { CHAT } from "./servers/chat.ts";
import { NATS } from "./servers/debian.ts";
import { type Contender, find } from "./servers/server.ts";
import { median } from "./statistics.ts";
import { show } from "./table.ts";

const SIZES = [100, 1_000, 5_000, 10_000];
const WIRES: ReadonlyMap<Contender, string> = new Map([[CHAT, "chat"], [NATS, "nats"]]);
const RUNS = 3;

/** Texts are fewer as the room grows, so that each run delivers about as much. */
const DELIVERIES = 1_000_000;

async function rate(contender: Contender, folder: string, members: number): Promise<number> {
  const rates: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await using server = await contender.start(folder);
    const load = {
      kind: "broadcast",
      wire: WIRES.get(contender)!,
      members,
      senders: 1,
      messages: Math.round(DELIVERIES / members),
    };
    const { deliveries, seconds } = await generate<BroadcastResult>(server, load);
    rates.push(deliveries / seconds);
  }
  return median(rates);
}

async function memory(contender: Contender, folder: string, members: number): Promise<number> {
  const figures = await idle(contender, WIRES.get(contender)!, members).measure(folder);
  return Object.values(figures)[0]!;
}

async function measure(
  title: string,
  unit: string,
  figure: typeof rate,
): Promise<Chart> {
  const folder = await Deno.makeTempDir();
  const contenders = [CHAT, NATS].filter(({ program }) => !program || find(program));
  const series = contenders.map(({ name }) => ({ name, points: [] as [number, number][] }));
  for (const members of SIZES) {
    for (const [i, contender] of contenders.entries()) {
      const value = await figure(contender, folder, members);
      series[i]!.points.push([members, value]);
      console.log(`| ${contender.name} | ${members} | ${show(value)} ${unit} |`);
    }
  }
  await Deno.remove(folder, { recursive: true });
  return { title, unit, series };
}

const charts = [
  await measure(
    "Deliveries a second, 1 sender to all others",
    "million/s",
    async (...of) => (await rate(...of)) / 1e6,
  ),
  await measure("Memory that a named, idle client costs the server", "KB", memory),
];
await Deno.writeTextFile(`${ROOT}docs/growth.svg`, plot(charts));
