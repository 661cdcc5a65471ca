import { assertEquals } from "@std/assert";
import { serve } from "../helpers/program.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { Random } from "./random.ts";
import { metric } from "./scrape.ts";

/** How long a session may take, in ms, before it counts as stuck. */
const STUCK_MS = 30_000;

/** A session that no client would hold. */
export interface BrokenSession {
  /** How much it has of what is counted. */
  readonly size: number;
  /** Plays it to a server; resolves when both sides have ended it. */
  play(port: number): Promise<void>;
}

/** What to throw at a server. */
export interface FuzzOptions {
  /** What is counted: `frames`, `lines`. */
  readonly unit: string;
  /** How many sessions there are at a time. */
  readonly atOnce: number;
  /** After how many sessions somebody behaves, and expects the same. */
  readonly checkEvery: number;
  /** Makes a session. */
  makeSession(random: Random): BrokenSession;
  /**
   * Behaves, and expects the same.
   *
   * @param isOver Looks whether the check is over; asked again after each answer.
   */
  check(port: number, isOver: () => Promise<boolean>): Promise<void>;
}

/**
 * Throws broken sessions at a live server, as many as the first argument of the program says, from
 * the seed that the second one is. Fails if the server crashes, faults, stops answering a client that
 * behaves, or keeps a connection that has ended.
 */
export async function fuzzServer(options: FuzzOptions): Promise<void> {
  const { unit, atOnce, checkEvery } = options;
  const most = Number(Deno.args[0] ?? 1_000_000);
  const seed = Number(Deno.args[1] ?? Date.now() % 2 ** 32);
  console.log(`fuzz: ${most} ${unit}, seed ${seed}`);
  await using folder = await TempFolder.make({ "a.txt": "shared" });
  const { server, port } = await serve(
    ["--rate", "0", "--metrics", "0", "--quiet", "--files", folder.path],
  );
  await using _server = server;
  const metrics = /metrics on (http:\S+)/.exec(server.lines.join("\n"))![1]!;
  const started = performance.now();
  let played = 0;
  let sessions = 0;
  const work = async () => {
    while (played < most) {
      const number = sessions++;
      const session = options.makeSession(new Random(seed + number));
      played += session.size;
      const stuck = setTimeout(() => {
        console.error(`fuzz: session ${number} of seed ${seed} is stuck`);
        Deno.exit(1);
      }, STUCK_MS);
      await session.play(Number(port));
      clearTimeout(stuck);
      if ((number + 1) % checkEvery === 0) {
        await options.check(Number(port), () => Promise.resolve(true));
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const isAlone = async () => await metric(metrics, "chat_connections") <= 1;
  await options.check(Number(port), isAlone);
  const seconds = (performance.now() - started) / 1000;
  console.log(`fuzz: ${played} ${unit} in ${sessions} sessions, ${seconds.toFixed(1)} s`);
  const requests = await metric(metrics, "chat_requests_total");
  console.log(`fuzz: ${requests} of them were requests that the server understood`);
  server.kill("SIGINT");
  assertEquals(await server.exit(), 0, "the server ends as if nothing had been");
  assertEquals(server.errors, [], "nothing was printed to standard error");
  const faults = server.lines.filter((line) => /fault|cannot accept/.test(line));
  assertEquals(faults, [], "no fault was logged");
  console.log("fuzz: no crash, no fault, no connection left");
}
