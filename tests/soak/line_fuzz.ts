/**
 * Throws broken lines at the doors for IRC and plain text: `deno task fuzz:lines [LINES] [SEED]`.
 * Fails if the server crashes, faults, stops answering, or keeps a connection that has ended.
 */
import { assert, assertEquals } from "@std/assert";
import { LineClient } from "../helpers/line_client.ts";
import { serve } from "../helpers/program.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { brokenLines } from "./broken_lines.ts";
import { Random } from "./random.ts";
import { metric } from "./scrape.ts";

const LINES = Number(Deno.args[0] ?? 1_000_000);
const SEED = Number(Deno.args[1] ?? Date.now() % 2 ** 32);
const AT_ONCE = 16;
const LINES_EACH = 400;

/** How long a session may take, in ms, before it counts as stuck. */
const STUCK_MS = 30_000;

console.log(`fuzz: ${LINES} lines, seed ${SEED}`);
await using folder = await TempFolder.make({ "a.txt": "shared" });
const options = ["--rate", "0", "--metrics", "0", "--quiet", "--files", folder.path];
const { server, port } = await serve(options);
await using _server = server;
const metrics = /metrics on (http:\S+)/.exec(server.lines.join("\n"))![1]!;
const started = performance.now();
let lines = 0;
let sessions = 0;

await Promise.all(Array.from({ length: AT_ONCE }, work));
await checkOnServer();
const seconds = (performance.now() - started) / 1000;
console.log(`fuzz: ${lines} lines in ${sessions} sessions, ${seconds.toFixed(1)} s`);
const requests = await metric(metrics, "chat_requests_total");
console.log(`fuzz: ${requests} of them were requests to the room`);
server.kill("SIGINT");
assertEquals(await server.exit(), 0, "the server ends as if nothing had been");
assertEquals(server.errors, [], "nothing was printed to standard error");
const faults = server.lines.filter((line) => /fault|cannot accept/.test(line));
assertEquals(faults, [], "no fault was logged");
console.log("fuzz: no crash, no fault, no connection left");

async function work(): Promise<void> {
  while (lines < LINES) {
    const number = sessions++;
    const random = new Random(SEED + number);
    const session = brokenLines(random, 1 + random.below(2 * LINES_EACH));
    lines += session.lines;
    await play(session.bytes, number);
    if (number % 200 === 199) await checkOnServer(false);
  }
}

/** Sends all, ends its side, and reads until the server has closed too. */
async function play(bytes: Uint8Array, number: number): Promise<void> {
  const conn = await Deno.connect({ port: Number(port), hostname: "127.0.0.1" });
  const stuck = setTimeout(() => {
    console.error(`fuzz: session ${number} of seed ${SEED} is stuck`);
    Deno.exit(1);
  }, STUCK_MS);
  const reading = drain(conn);
  try {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await conn.write(rest));
    await conn.closeWrite();
  } catch {
    // The server has closed first, as it may.
  }
  await reading;
  clearTimeout(stuck);
  conn.close();
}

async function drain(conn: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(65_536);
  while (await conn.read(buffer).catch(() => null) !== null);
}

/** Behaves, and expects the same; in the end, the only one who is still there. */
async function checkOnServer(alone = true): Promise<void> {
  await using client = await LineClient.irc(Number(port), `check${sessions}`);
  await client.send("LUSERS");
  assert((await client.sync()).some((line) => line.includes(" 251 ")), "who behaves is answered");
  while (alone && await metric(metrics, "chat_connections") > 1) await client.sync();
}
