/**
 * Thousands of clients that connect, talk, and vanish: a third by a clean end, a third by a reset, a
 * third by silence. `deno run -A tests/soak/vanishing_clients.ts [CLIENTS]`. Fails if a name or a
 * connection is left behind, or if they cost the server memory once they are forgotten.
 */
import { once } from "node:events";
import net from "node:net";
import { assert, assertEquals } from "@std/assert";
import { encodeMessage, FrameType } from "../../protocol/mod.ts";
import { KEEP_MS } from "../../server/room/mailboxes.ts";
import { Program, ROOT } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { metric } from "./scrape.ts";

const CLIENTS = Number(Deno.args[0] ?? 5_000);
/** How many come before, so that what the program loads and compiles is there when it counts. */
const WARM_UP = CLIENTS / 10;
/** How many connect at the same time. */
const AT_ONCE = 50;
/** How much of the heap may be in use afterwards, to what was before. */
const GROWTH = 1.2;
const PONG = Uint8Array.of(0, 0, 0, 1, FrameType.PONG);
const discard = new Uint8Array(1_048_576);

await using folder = await TempFolder.make();
const fixture = `${ROOT}tests/soak/observed_serve.ts`;
const run = ["run", "--quiet", "--allow-all", "--v8-flags=--expose-gc", fixture];
await using server = Program.start([folder.path], { command: [Deno.execPath(), ...run] });
const url = /metrics on (http:\S+)/.exec(await server.line(/metrics on/))![1]!;
const port = Number(/:(\d+)$/.exec(await server.line(/listening on/))![1]);

using observer = await RawClient.join(port, "observer");
const observing = observe(observer);
await fillAndEmpty("warm-up", WARM_UP);
const before = await memory();
console.log(`vanishing clients: the server begins with ${describe(before)}`);
await fillAndEmpty("wave", CLIENTS);
const after = await memory();
console.log(`vanishing clients: and ends with ${describe(after)}`);
assert(after.heap <= before.heap * GROWTH, "the heap has not grown");
observer[Symbol.dispose]();
await observing;
server.kill("SIGINT");
assertEquals(await server.exit(), 0);
assertEquals(server.errors, []);
console.log("vanishing clients: no ghost, no connection, no memory left behind");

/** Fills the server, empties it, and waits until it has forgotten who was there. */
async function fillAndEmpty(what: string, count: number): Promise<void> {
  const started = performance.now();
  const clients: net.Socket[] = [];
  while (clients.length < count) {
    const more = Math.min(AT_ONCE, count - clients.length);
    const group = Array.from({ length: more }, (_, i) => join(`${what}${clients.length + i}`));
    clients.push(...await Promise.all(group));
  }
  assertEquals(await metric(url, "chat_clients"), count + 1);
  const joined = performance.now();
  const full = await memory();
  clients.forEach(vanish);
  // A third of them says nothing any more: the server has to find out by itself, within 90 s.
  while (await metric(url, "chat_connections") > 1) await pause(1_000);
  assertEquals(await metric(url, "chat_clients"), 1, "no ghost has a name");
  const gone = performance.now();
  console.log(
    `  ${what}: ${count} clients, all there after ${seconds(joined - started)} with ` +
      `${describe(full)}; all gone after ${seconds(gone - joined)}`,
  );
  await pause(KEEP_MS + 5_000);
  // Whoever comes or goes makes the server look for what it may forget.
  (await RawClient.join(port, "passer-by"))[Symbol.dispose]();
  while (await metric(url, "chat_connections") > 1) await pause(100);
}

/** Connects, takes a name, and says something to the observer. */
async function join(name: string): Promise<net.Socket> {
  const socket = net.connect(port, "127.0.0.1");
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

interface Memory {
  readonly heap: number;
  readonly resident: number;
}

/** The server's memory, without what is garbage. */
async function memory(): Promise<Memory> {
  server.kill("SIGUSR1");
  const [, heap, resident] = (await server.line(/^memory /)).split(" ");
  return { heap: Number(heap), resident: Number(resident) };
}

function describe({ heap, resident }: Memory): string {
  return `a heap of ${mib(heap)}, ${mib(resident)} resident`;
}

function mib(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
