/**
 * One client that stops reading among many others: `deno run -A tests/soak/stalled_reader.ts
 * [MESSAGES] [LISTENERS] [PER_SECOND]`. Runs twice, without and with the stalled one, and fails
 * if anybody else notices a difference.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Program, serve } from "../helpers/program.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { encodeMessage, FrameType, type Notice, parseNotice } from "../../protocol/mod.ts";
import { FrameScanner } from "./frame_scanner.ts";
import { Listener, numberedText } from "./listeners.ts";
import { metric } from "./scrape.ts";

const [MESSAGES = 100_000, LISTENERS = 200, PER_SECOND = 2_000] = Deno.args.map(Number);
/** How often the sender sends, in ms: what is due by then in one write. */
const TICK_MS = 5;
/** How much more memory the server may take than without the stalled client. */
const EXTRA_BYTES = 32 * 1_048_576;

/** What `"closing"` begins with, and no other notice. */
const LETTER_C = 0x63;

interface Outcome {
  readonly p50: number;
  readonly p99: number;
  readonly peakBytes: number;
}

const before = await run(false);
const after = await run(true);
assert(after.p99 <= 2 * before.p99, `p99 ${after.p99} ms is more than twice ${before.p99} ms`);
assert(after.peakBytes <= before.peakBytes + EXTRA_BYTES, "the server's memory stays bounded");
console.log("stalled reader: nobody else noticed");

async function run(stalled: boolean): Promise<Outcome> {
  const { server, port } = await serve(["--rate", "0", "--metrics", "0"]);
  await using _server = server;
  const url = /metrics on (http:\S+)/.exec(server.lines.join("\n"))![1]!;
  const cut = stalled ? stall(Number(port), server) : undefined;
  const listeners: Listener[] = [];
  for (let i = 0; i < LISTENERS; i++) {
    listeners.push(await Listener.join(Number(port), `listener${i}`));
  }
  const memory = watchMemory(url);
  const listening = Promise.all(listeners.map((listener) => listener.listen(MESSAGES)));
  await speak(Number(port));
  await listening;
  await cut;
  const peakBytes = await memory.stop();
  for (const { wrong, heard, client } of listeners) {
    assertEquals([wrong, heard], [undefined, MESSAGES], "each listener hears all, in order");
    client[Symbol.dispose]();
  }
  assertEquals(await metric(url, "chat_slow_clients_cut_total"), stalled ? 1 : 0);
  const latencies = listeners.flatMap(({ latencies }) => latencies).sort((a, b) => a - b);
  const outcome = { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), peakBytes };
  report(stalled, outcome);
  return outcome;
}

/** Joins, reads nothing until it is cut, and then all there is: the reason is the last of it. */
async function stall(port: number, server: Program): Promise<void> {
  using client = await RawClient.join(port, "stalled");
  while (!server.lines.some((line) => line.includes("is stalled"))) await pause(10);
  let heir: RawClient | undefined;
  // The name is free as soon as the client is cut.
  while (!(heir = await takeOver(port))) await pause(50);
  heir[Symbol.dispose]();
  const last = await lastNotice(client.conn);
  assert(last?.type === "closing" && last.code === "too-slow", "it is told why");
  assertMatch(last.message, /^You were 1\.\d MiB behind$/);
  await server.line(/\(stalled\) ended: stalled was 1\.\d MiB behind$/);
  console.log(`  cut and told: ${last.message}`);
}

/** Reads to the end, in pieces so large that the others in this process hold it up but little. */
async function lastNotice(conn: Deno.Conn): Promise<Notice | undefined> {
  let last: Notice | undefined;
  const scanner = new FrameScanner((bytes, start, end) => {
    // To parse tens of thousands would hold up the others: the last is told by its first letter.
    if (bytes[start] === FrameType.NOTICE && bytes[start + 10] === LETTER_C) {
      last = parseNotice(bytes.subarray(start + 1, end));
    }
  });
  const buffer = new Uint8Array(8 * 1_048_576);
  for (;;) {
    const count = await conn.read(buffer).catch(() => null);
    if (count === null) return last;
    scanner.scan(buffer.subarray(0, count));
  }
}

async function takeOver(port: number): Promise<RawClient | undefined> {
  const client = await RawClient.connect(port);
  const { ok } = await client.answer({ type: "hello", version: 1 } as { type: string });
  assert(ok);
  if ((await client.answer({ type: "login", name: "stalled" } as { type: string })).ok) {
    return client;
  }
  client[Symbol.dispose]();
}

/** Says every message, at the rate that was asked for, whoever listens. */
async function speak(port: number): Promise<void> {
  using client = await RawClient.join(port, "speaker");
  const drained = client.rest();
  const started = performance.now();
  for (let said = 0; said < MESSAGES;) {
    const due = Math.min(MESSAGES, Math.ceil((performance.now() - started) * PER_SECOND / 1000));
    const frames: Uint8Array<ArrayBuffer>[] = [];
    for (; said < due; said++) {
      const request = { id: said + 2, type: "say", text: numberedText(said) };
      frames.push(encodeMessage(FrameType.REQUEST, request));
    }
    await client.write(new Uint8Array(await new Blob(frames).arrayBuffer()));
    await pause(TICK_MS);
  }
  await client.send({ type: "bye" });
  await drained;
}

/** Looks at the server's memory twice a second; returns the most there was. */
function watchMemory(url: string): { stop(): Promise<number> } {
  let stopped = false;
  const watching = (async () => {
    let peak = 0;
    while (!stopped) {
      peak = Math.max(peak, await metric(url, "process_resident_memory_bytes"));
      await pause(500);
    }
    return peak;
  })();
  return {
    stop() {
      stopped = true;
      return watching;
    },
  };
}

function report(stalled: boolean, { p50, p99, peakBytes }: Outcome): void {
  const what = stalled ? "with a stalled one" : "without";
  console.log(
    `stalled reader: ${MESSAGES} messages to ${LISTENERS} listeners ${what}: ` +
      `latency p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms; ` +
      `server at most ${(peakBytes / 1_048_576).toFixed(0)} MiB`,
  );
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.floor((sorted.length - 1) * q)]!;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
