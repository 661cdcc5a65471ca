/**
 * Thousands of clients that connect, talk, and vanish: a third by a clean end, a third by a reset, a
 * third by silence. `deno run -A tests/soak/vanishing_clients.ts [CLIENTS]`. Fails if a name or a
 * connection is left behind, or memory grows from wave to wave.
 */
import { once } from "node:events";
import net from "node:net";
import { assert, assertEquals } from "@std/assert";
import { encodeMessage, FrameType } from "../../protocol/mod.ts";
import { serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { metric } from "./scrape.ts";

const CLIENTS = Number(Deno.args[0] ?? 5_000);
const WAVES = 3;
/** How many connect at the same time. */
const AT_ONCE = 50;
/** How much more memory a later wave may leave than the first. */
const GROWTH = 1.2;
const PONG = Uint8Array.of(0, 0, 0, 1, FrameType.PONG);

const options = ["--rate", "0", "--metrics", "0", "--quiet", "--max-queue", "16777216"];
const { server, port } = await serve(options);
await using _server = server;
const url = /metrics on (http:\S+)/.exec(server.lines.join("\n"))![1]!;
const discard = new Uint8Array(1_048_576);

using observer = await RawClient.join(Number(port), "observer");
const observing = observe(observer);
const fresh = await memory();
console.log(`vanishing clients: ${CLIENTS}, in ${WAVES} waves; fresh server ${mib(fresh)}`);
const after: number[] = [];
for (let wave = 1; wave <= WAVES; wave++) after.push(await run(wave));
assert(after.at(-1)! <= after[0]! * GROWTH, `memory grew: ${after.map(mib)}`);
observer[Symbol.dispose]();
await observing;
server.kill("SIGINT");
assertEquals(await server.exit(), 0);
assertEquals(server.errors, []);
console.log("vanishing clients: no ghost, no connection left, no growth");

/** Fills the server, empties it, and returns what memory it holds then. */
async function run(wave: number): Promise<number> {
  const started = performance.now();
  const clients: net.Socket[] = [];
  for (let first = 0; first < CLIENTS; first += AT_ONCE) {
    const count = Math.min(AT_ONCE, CLIENTS - first);
    const group = Array.from({ length: count }, (_, i) => join(`w${wave}n${first + i}`));
    clients.push(...await Promise.all(group));
  }
  assertEquals(await metric(url, "chat_clients"), CLIENTS + 1);
  const joined = performance.now();
  const full = await metric(url, "process_resident_memory_bytes");
  clients.forEach(vanish);
  // A third of them says nothing any more: the server has to find out by itself, within 90 s.
  while (await metric(url, "chat_connections") > 1) await pause(1_000);
  assertEquals(await metric(url, "chat_clients"), 1, "no ghost has a name");
  const gone = performance.now();
  const left = await memory();
  console.log(
    `  wave ${wave}: all there after ${seconds(joined - started)} with ${mib(full)}, ` +
      `all gone after ${seconds(gone - joined)}, leaving ${mib(left)}`,
  );
  return left;
}

/** Connects, takes a name, and says something to the observer. */
async function join(name: string): Promise<net.Socket> {
  const socket = net.connect(Number(port), "127.0.0.1");
  socket.on("error", () => {});
  const hello = { id: 1, type: "hello", version: 1, name };
  socket.write(encodeMessage(FrameType.REQUEST, hello));
  await once(socket, "data");
  socket.resume(); // Whatever else comes is not looked at.
  const text = `hello from ${name}`;
  socket.write(encodeMessage(FrameType.REQUEST, { id: 2, type: "tell", to: "observer", text }));
  return socket;
}

/** Leaves in one of three ways, the third of which is to say nothing any more. */
function vanish(socket: net.Socket, number: number): void {
  if (number % 3 === 0) socket.end();
  if (number % 3 === 1) socket.resetAndDestroy();
}

/** Hears everything and is always there. */
async function observe({ conn }: RawClient): Promise<void> {
  const timer = setInterval(() => conn.write(PONG).catch(() => {}), 10_000);
  while (await conn.read(discard).catch(() => null) !== null);
  clearInterval(timer);
}

/** The server's memory once it has come to rest. */
async function memory(): Promise<number> {
  let least = Infinity;
  for (let look = 0; look < 20; look++) {
    least = Math.min(least, await metric(url, "process_resident_memory_bytes"));
    await pause(500);
  }
  return least;
}

function mib(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(0)} MiB`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
