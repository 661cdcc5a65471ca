import { commandLine } from "../../helpers/program.ts";
import { RawDownload } from "../../helpers/raw_download.ts";
import type { Attack } from "./attack.ts";
import { address, Guest } from "./guest.ts";
import { Target } from "./target.ts";

const DESCRIPTORS = 256;
const TOLD_MS = 5_000;

/** More connections than the process has descriptors. */
export const DESCRIPTORS_USED_UP: Attack = {
  name: "descriptors_used_up",
  what: `500 connections to a server that may open ${DESCRIPTORS} files`,
  bound: "those who are in download; who is refused is told, within 5 s; nobody hangs",
  missing: () => Deno.build.os === "linux" ? undefined : "needs ulimit",
  async run() {
    const limit = `ulimit -n ${DESCRIPTORS}; exec "$@"`;
    const command = ["bash", "-c", limit, "bash", ...commandLine()];
    await using target = await Target.start(["--rate", "0"], command);
    const { port } = target;
    const first = await Guest.join(port, "first", "127.9.9.4");
    const crowd: Guest[] = [];
    const began = performance.now();
    const told = { greeted: 0, refused: 0, silent: 0 };
    await Promise.all(Array.from({ length: 500 }, async (_, i) => {
      const guest = await Guest.connect(port, address(i % 100));
      crowd.push(guest);
      const answer = guest.ask({ type: "hello", version: 1, name: `crowd${i}` });
      const { ok, error } = await inTime(answer);
      if (ok) told.greeted++;
      else if (error?.code === "too-many" || error?.code === "ended") told.refused++;
      else told.silent++;
    }));
    const ms = performance.now() - began;
    const { ok } = await first.ask({ type: "get", name: "a.txt" });
    const downloaded = ok ? await download(port, ok.ticket) : "no ticket";
    for (const each of [first, ...crowd]) each[Symbol.dispose]();
    const { greeted, refused, silent } = told;
    return {
      measured: `${greeted} in, ${refused} told or closed, ${silent} left hanging in ` +
        `${(ms / 1_000).toFixed(1)} s; download: ${downloaded}`,
      holds: silent === 0 && downloaded === "shared",
    };
  },
};

async function download(port: number, ticket: unknown): Promise<string> {
  using download = await RawDownload.connect(port, ticket);
  const { ok, error } = await download.reply();
  if (!ok) return error!.code;
  return new TextDecoder().decode(await download.bytes(6));
}

/** An answer, or that there was none in time. */
async function inTime<T>(answer: Promise<T>): Promise<T | typeof LATE> {
  const { promise, resolve } = Promise.withResolvers<typeof LATE>();
  const timer = setTimeout(() => resolve(LATE), TOLD_MS);
  try {
    return await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
  }
}

const LATE: { ok?: undefined; error: { code: string } } = { error: { code: "late" } };

const PLACES = 1_000;
const NEWCOMER_MS = 5_000;

/** All places taken by silent connections. */
export const SILENT_CROWD: Attack = {
  name: "silent_crowd",
  what: `157 addresses take all ${PLACES} places with connections that say nothing`,
  bound: `a newcomer is greeted within ${NEWCOMER_MS / 1_000} s`,
  run: () => newcomerAfter((_, i) => Guest.connect(_, address(i % 157)), PLACES),
};

/** All places that they can have taken by clients with names. */
export const NAMED_CROWD: Attack = {
  name: "named_crowd",
  what: `157 addresses take all of ${PLACES} places that they can, with names`,
  bound: `a newcomer from another address is greeted within ${NEWCOMER_MS / 1_000} s`,
  run: () =>
    newcomerAfter(
      (port, i) => Guest.join(port, `n${i}`, address(i % 157)).catch(() => undefined),
      PLACES,
    ),
};

async function newcomerAfter(
  come: (port: number, number: number) => Promise<Guest | undefined>,
  count: number,
) {
  await using target = await Target.start(["--rate", "0", "--max-clients", `${PLACES}`]);
  const crowd: (Guest | undefined)[] = [];
  for (let i = 0; i < count; i += 50) {
    const group = Array.from({ length: 50 }, (_, n) => come(target.port, i + n));
    crowd.push(...await Promise.all(group));
  }
  const began = performance.now();
  using newcomer = await Guest.connect(target.port, "127.9.9.8");
  const { ok, error } = await newcomer.ask({ type: "hello", version: 1, name: "newcomer" });
  const ms = performance.now() - began;
  for (const each of crowd) each?.[Symbol.dispose]();
  return {
    measured: ok ? `greeted after ${ms.toFixed(0)} ms` : `refused: ${error!.code}`,
    holds: ok !== undefined && ms < NEWCOMER_MS,
  };
}
