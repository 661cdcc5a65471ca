/**
 * `deno task bench`: measures this program beside what people would use instead, case by case, and
 * prints the tables of docs/BENCHMARKS.md. Linux only.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import type { Case, Figures, Subject } from "./bench_case.ts";
import { FILES } from "./cases/files.ts";
import { IRC } from "./cases/irc.ts";
import { PRESENCE } from "./cases/presence.ts";
import { START } from "./cases/start.ts";
import { TALK } from "./cases/talk.ts";
import { WEB } from "./cases/web.ts";
import { RamDisk } from "./ram_disk.ts";
import { CHAT } from "./servers/chat.ts";
import { INSPIRCD, NATS, NGINX, NGIRCD } from "./servers/debian.ts";
import { find, firstLine } from "./servers/server.ts";
import { figureTable, goalTable, type Measured } from "./table.ts";

const CASES: readonly Case[] = [...TALK, ...PRESENCE, ...FILES, ...IRC, ...WEB, START];
const USAGE = `Usage: deno task bench [--runs N] [CASE ...]\nCases: ${
  CASES.map(({ name }) => name.replace(" ", "-")).join(", ")
}`;

const { runs, _: names, help } = parseArgs(Deno.args, {
  string: ["runs", "_"],
  boolean: ["help"],
  default: { runs: "5" },
});
if (help) {
  console.log(USAGE);
  Deno.exit(0);
}

const wanted = CASES.filter(({ name }) =>
  names.length === 0 || names.includes(name.replace(" ", "-"))
);
await using disk = await RamDisk.make();
const measured = await measureAll(wanted, Number(runs));
console.log(await machine());
if (!disk.isRam) console.log("files on the disk: a RAM disk takes root");
console.log(`\n${goalTable(measured)}\n\n${figureTable(measured)}`);

/** Run by run, every case in each, every subject of a case in turn: whatever drifts, drifts for all. */
async function measureAll(cases: readonly Case[], runs: number): Promise<Measured[]> {
  const all = cases.map((each) => ({
    case: each,
    samples: new Map<string, Figures[]>(),
    troubles: each.subjects.filter((subject) => !isInstalled(subject)).map(({ name }) =>
      `${name} is not installed`
    ),
  }));
  for (let run = 0; run < runs; run++) {
    for (const each of all) {
      if (run < (each.case.maxRuns ?? Infinity)) await measureOnce(each, run);
    }
  }
  return all;
}

async function measureOnce({ case: each, samples, troubles }: Measured, run: number) {
  const subjects = each.subjects.filter(isInstalled);
  const first = run % subjects.length;
  for (const subject of [...subjects.slice(first), ...subjects.slice(0, first)]) {
    console.error(`run ${run + 1}: ${each.name}, ${subject.name}`);
    const folder = await disk.folder();
    try {
      const figures = await subject.measure(folder);
      samples.set(subject.name, [...samples.get(subject.name) ?? [], figures]);
    } catch (error) {
      troubles.push(`${subject.name} failed in run ${run + 1}: ${(error as Error).message}`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
}

function isInstalled({ program }: Subject): boolean {
  return program === undefined || find(program) !== undefined;
}

/** What was measured on, for the record. */
async function machine(): Promise<string> {
  const cpu = /model name\s*: (.*)/.exec(await Deno.readTextFile("/proc/cpuinfo"))?.[1];
  const gib = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  const installed = [NATS, NGIRCD, INSPIRCD, NGINX].filter(({ program }) => find(program!));
  const versions = await Promise.all([CHAT, ...installed].map((each) => each.version()));
  if (find("curl")) versions.push(await firstLine("curl", "--version"));
  return [
    `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`,
    `${navigator.hardwareConcurrency} × ${cpu}, ${gib} GiB, Linux ${Deno.osRelease()}`,
    `load average ${Deno.loadavg().map((load) => load.toFixed(1)).join(", ")}`,
    ...versions,
  ].join("\n");
}
