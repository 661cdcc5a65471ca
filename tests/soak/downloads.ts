/**
 * What is too long for the test suite: `deno task soak:downloads`, on Linux. Ends with exit code 1
 * if something is not as it should be, and prints what was measured.
 */
import { createHash } from "node:crypto";
import { assert, assertEquals, assertLess } from "@std/assert";
import { FrameType, parseReply } from "../../protocol/mod.ts";
import { Program, serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { RawDownload } from "../helpers/raw_download.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

const CLIENTS = 100;
const FAIR_BYTES = 50_000_000;
const LONG_BYTES = 1_000_000_000;
const MAX_SERVER_BYTES = 400_000_000;
const MAX_SENT_AGAIN_BYTES = 2_000_000;

/** Writes a file of random bytes; returns its SHA-256. */
async function writeRandom(path: string, bytes: number): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path, { write: true, create: true });
  const chunk = new Uint8Array(1_000_000);
  for (let left = bytes; left > 0; left -= chunk.length) {
    for (let at = 0; at < chunk.length; at += 50_000) {
      crypto.getRandomValues(chunk.subarray(at, at + 50_000));
    }
    hash.update(chunk);
    await file.write(chunk);
  }
  return hash.digest("hex");
}

/** The most memory that a process has had resident. */
async function peakBytes(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) * 1_024;
}

/** Asks for a ticket, past the notices of who has joined meanwhile. */
async function ticketFor(chat: RawClient, name: string): Promise<unknown> {
  await chat.send({ type: "get", name });
  for (;;) {
    const frame = (await chat.frame())!;
    if (frame.type === FrameType.REPLY) return parseReply(frame.payload).ok!.ticket;
  }
}

/** Downloads as a user of that number does; returns how long that took, in ms. */
async function fetchAs(user: number, port: number, sha256: string): Promise<number> {
  using chat = await RawClient.join(port, `user${user}`);
  const began = performance.now();
  using download = await RawDownload.connect(port, await ticketFor(chat, "fair.bin"));
  const { size } = (await download.reply()).ok as { size: number };
  const hash = createHash("sha256");
  const buffer = new Uint8Array(262_144);
  for (let left = size; left > 0;) {
    const count = await download.conn.read(buffer.subarray(0, Math.min(left, buffer.length)));
    assert(count !== null, "the server sent too little");
    hash.update(buffer.subarray(0, count));
    left -= count;
  }
  assertEquals(await download.notice(), { type: "digest", sha256 });
  assertEquals(hash.digest("hex"), sha256);
  return performance.now() - began;
}

async function fair(shared: TempFolder): Promise<void> {
  const sha256 = await writeRandom(shared.file("fair.bin"), FAIR_BYTES);
  const { server, port } = await serve(["--files", shared.path]);
  await using _server = server;
  const began = performance.now();
  const users = Array.from({ length: CLIENTS }, (_, user) => user);
  const took = await Promise.all(users.map((user) => fetchAs(user, Number(port), sha256)));
  const seconds = (performance.now() - began) / 1_000;
  const peak = await peakBytes(server.pid);
  const rate = CLIENTS * FAIR_BYTES / 1e6 / seconds;
  console.log(
    `${CLIENTS} clients, ${FAIR_BYTES / 1e6} MB each: identical, ${seconds.toFixed(1)} s`,
  );
  console.log(`  ${rate.toFixed(0)} MB/s in all, server peak RSS ${(peak / 1e6).toFixed(0)} MB`);
  const [first, last] = [Math.min(...took) / 1_000, Math.max(...took) / 1_000];
  console.log(`  the first was done after ${first.toFixed(1)} s, the last ${last.toFixed(1)} s`);
  assertLess(peak, MAX_SERVER_BYTES);
}

async function killed(shared: TempFolder): Promise<void> {
  const sha256 = await writeRandom(shared.file("long.bin"), LONG_BYTES);
  await using home = await TempFolder.make();
  const first = await serve(["--files", shared.path]);
  await using _first = first.server;
  const get = Program.start(
    ["get", "127.0.0.1", first.port, "long.bin", "--downloads", home.path],
  );
  await using _get = get;
  const part = home.file("guest/long.bin.part");
  const size = () => Deno.stat(part).then(({ size }) => size, () => 0);
  while (await size() < LONG_BYTES / 2);
  first.server.kill("SIGKILL");
  await first.server.exit();
  const second = await serve(["--files", shared.path, "--port", first.port]);
  await using _second = second.server;
  const arrived = await size();
  assertEquals(await get.exit(), 0, `${get.errors}`);
  const sent = Number(/(\d+) bytes$/.exec(await second.server.line(/gets long\.bin/))![1]);
  const again = arrived + sent - LONG_BYTES;
  console.log(`killed after ${arrived} of ${LONG_BYTES} bytes: ${again} bytes were sent again`);
  assertLess(again, MAX_SENT_AGAIN_BYTES);
  const hash = createHash("sha256");
  for await (const chunk of (await Deno.open(home.file("guest/long.bin"))).readable) {
    hash.update(chunk);
  }
  assertEquals(hash.digest("hex"), sha256);
}

/** Times whole runs of `chat get`, and the sending alone. */
async function speed(shared: TempFolder): Promise<void> {
  const { server, port } = await serve(["--files", shared.path]);
  await using _server = server;
  using chat = await RawClient.join(Number(port), "reader");
  for (const state of ["not hashed yet", "hashed before"]) {
    const asked = performance.now();
    using download = await RawDownload.begin(chat, "long.bin");
    await download.reply();
    const began = performance.now();
    const buffer = new Uint8Array(1_048_576);
    for (let left = LONG_BYTES; left > 0;) {
      left -= (await download.conn.read(buffer.subarray(0, Math.min(left, buffer.length))))!;
    }
    const ended = performance.now();
    await download.notice();
    const rate = LONG_BYTES / 1e3 / (ended - began);
    console.log(
      `sending, ${state}: ${rate.toFixed(0)} MB/s, begun after ${(began - asked).toFixed(1)} ms, ` +
        `digest ${(performance.now() - ended).toFixed(1)} ms after the last byte`,
    );
  }
  await using home = await TempFolder.make();
  const began = performance.now();
  const run = await Program.run(
    ["get", "127.0.0.1", port, "long.bin", "--downloads", home.path],
  );
  assertEquals(run.code, 0, `${run.errors}`);
  const seconds = (performance.now() - began) / 1_000;
  const rate = (LONG_BYTES / 1e6 / seconds).toFixed(0);
  console.log(`chat get, from start to exit, on disk for good: ${rate} MB/s`);
}

if (import.meta.main) {
  await using shared = await TempFolder.make();
  await fair(shared);
  await killed(shared);
  await speed(shared);
}
