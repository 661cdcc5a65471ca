/**
 * Throws broken sessions at a live server: `deno task fuzz [FRAMES] [SEED]`. Fails if the server
 * crashes, faults, stops answering a client that behaves, or keeps a connection that has ended.
 */
import { assert, assertEquals } from "@std/assert";
import { serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { mutatedSession } from "./mutated_session.ts";
import { play } from "./play_session.ts";
import { Random } from "./random.ts";
import { metric } from "./scrape.ts";

const FRAMES = Number(Deno.args[0] ?? 1_000_000);
const SEED = Number(Deno.args[1] ?? Date.now() % 2 ** 32);
const AT_ONCE = 32;
const FRAMES_EACH = 20;

console.log(`fuzz: ${FRAMES} frames, seed ${SEED}`);
await using folder = await TempFolder.make({ "a.txt": "shared" });
const options = ["--rate", "0", "--metrics", "0", "--quiet", "--files", folder.path];
const { server, port } = await serve(options);
await using _server = server;
const metrics = /metrics on (http:\S+)/.exec(server.lines.join("\n"))![1]!;
const started = performance.now();
let frames = 0;
let sessions = 0;

await Promise.all(Array.from({ length: AT_ONCE }, work));
await checkOnServer();
const seconds = (performance.now() - started) / 1000;
console.log(`fuzz: ${frames} frames in ${sessions} sessions, ${seconds.toFixed(1)} s`);
const requests = await metric(metrics, "chat_requests_total");
console.log(`fuzz: ${requests} of them were requests that the server understood`);
server.kill("SIGINT");
assertEquals(await server.exit(), 0, "the server ends as if nothing had been");
assertEquals(server.errors, [], "nothing was printed to standard error");
const faults = server.lines.filter((line) => /fault|cannot accept/.test(line));
assertEquals(faults, [], "no fault was logged");
console.log("fuzz: no crash, no fault, no connection left");

async function work(): Promise<void> {
  while (frames < FRAMES) {
    const number = sessions++;
    const random = new Random(SEED + number);
    const session = mutatedSession(random, 1 + random.below(2 * FRAMES_EACH));
    frames += session.frames;
    await play(Number(port), random, session);
    if (number % 500 === 499) await checkOnServer(false);
  }
}

/** Behaves, and expects the same; in the end, the only one who is still there. */
async function checkOnServer(alone = true): Promise<void> {
  using client = await RawClient.connect(Number(port));
  const { ok } = await client.answer({ type: "hello", version: 1 } as { type: string });
  assert(ok, "a client that behaves is let in");
  do {
    const { ok } = await client.answer({ type: "who" });
    assert(ok, "and is answered");
  } while (alone && await metric(metrics, "chat_connections") > 1);
}
