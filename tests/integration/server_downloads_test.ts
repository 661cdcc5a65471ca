import { createHash } from "node:crypto";
import { assert, assertEquals, assertLess } from "@std/assert";
import { DiskFolder } from "../../server/files/disk_folder.ts";
import type { LogEvent } from "../../server/observability/log.ts";
import { ManualTicker } from "../helpers/manual_ticker.ts";
import { MemoryFolder } from "../helpers/memory_folder.ts";
import { testWith } from "../helpers/needs.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { RawDownload } from "../helpers/raw_download.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { startServer } from "../helpers/test_server.ts";

const BYTES = Uint8Array.from({ length: 1_000_003 }, (_, i) => (i * 7) ^ (i >> 8));
const SHA256 = sha256(BYTES);

/** More than the sockets of one download can hold, so that it runs until it is read. */
const BIG = new Uint8Array(32_000_000);

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

for (const offset of [0, 1, BYTES.length - 1, BYTES.length, BYTES.length + 1]) {
  Deno.test(`a download from offset ${offset} ends with the digest of the whole file`, async () => {
    await using server = startServer({ folder: new MemoryFolder({ "a.bin": BYTES }) });
    using alice = await RawClient.join(server.port, "alice");
    using download = await RawDownload.begin(alice, "a.bin", offset);
    const granted = Math.min(offset, BYTES.length);
    assertEquals((await download.reply()).ok, { size: BYTES.length, offset: granted, modified: 0 });
    const body = await download.bytes(BYTES.length - granted);
    assertEquals(sha256(body), sha256(BYTES.slice(granted)));
    assertEquals(await download.notice(), { type: "digest", sha256: SHA256 });
    assertEquals(await download.frame(), undefined, "then the server closes");
  });
}

Deno.test("get says size and time of change, which is what the size header says", async () => {
  await using server = startServer({ folder: new MemoryFolder({ "a.bin": BYTES }) });
  using alice = await RawClient.join(server.port, "alice");
  const { ticket, ...about } = await alice.ok({ type: "get", name: "a.bin" });
  assertEquals(typeof ticket, "string");
  assertEquals(about, { size: BYTES.length, modified: 0 });
});

Deno.test("a fifth download waits for its turn; other users' do not", async () => {
  await using server = startServer({ folder: new MemoryFolder({ big: BIG }) });
  using alice = await RawClient.join(server.port, "alice");
  using bob = await RawClient.join(server.port, "bob");
  assertEquals((await alice.notice()).type, "joined");
  await using stack = new AsyncDisposableStack();
  const running: RawDownload[] = [];
  for (let i = 0; i < 4; i++) running.push(stack.use(await RawDownload.begin(alice, "big")));
  for (const download of running) assert((await download.reply()).ok);
  using fifth = await RawDownload.begin(alice, "big");
  using bobs = await RawDownload.begin(bob, "big");
  assert((await bobs.reply()).ok, "bob's first one runs");
  assertEquals(sendings(server.events), ["alice", "alice", "alice", "alice", "bob"]);
  await running[2]!.bytes(BIG.length);
  assert((await fifth.reply()).ok, "it begins once another has ended");
});

Deno.test("a download that hangs up while it waits gives its turn on", async () => {
  await using server = startServer({ folder: new MemoryFolder({ big: BIG }) });
  using alice = await RawClient.join(server.port, "alice");
  await using stack = new AsyncDisposableStack();
  const running: RawDownload[] = [];
  for (let i = 0; i < 4; i++) running.push(stack.use(await RawDownload.begin(alice, "big")));
  for (const download of running) await download.reply();
  (await RawDownload.begin(alice, "big"))[Symbol.dispose]();
  using last = await RawDownload.begin(alice, "big");
  await running[0]!.bytes(BIG.length);
  assert((await last.reply()).ok);
});

Deno.test("downloads count for who began them, whatever name they had", async () => {
  const files = { big: BIG, small: BYTES.slice(0, 3) };
  await using server = startServer({ folder: new MemoryFolder(files) });
  using mallory = await RawClient.join(server.port, "alice");
  await using stack = new AsyncDisposableStack();
  for (let i = 0; i < 5; i++) stack.use(await RawDownload.begin(mallory, "big"));
  await mallory.ok({ type: "name", name: "mallory" });
  using alice = await RawClient.join(server.port, "alice");
  using download = await RawDownload.begin(alice, "small");
  assertEquals((await download.reply()).ok!.size, 3);
});

Deno.test("tickets stay valid when somebody sets the clock", async () => {
  const time = { wall: 1e12, monotonic: 0 };
  await using server = startServer({
    folder: new MemoryFolder({ "a.bin": BYTES }),
    now: () => time.wall,
    monotonic: () => time.monotonic,
  });
  using alice = await RawClient.join(server.port, "alice");
  for (const change of [180_000, -86_400_000]) {
    const { ticket } = await alice.ok({ type: "get", name: "a.bin" });
    time.wall += change;
    time.monotonic += 59_000;
    using download = await RawDownload.connect(server.port, ticket);
    assertEquals((await download.reply()).ok?.size, BYTES.length);
  }
  const { ticket } = await alice.ok({ type: "get", name: "a.bin" });
  time.monotonic += 60_000;
  using download = await RawDownload.connect(server.port, ticket);
  assertEquals((await download.reply()).error?.code, "ticket-wrong");
});

Deno.test("who hangs up while it waits is forgotten at once", async () => {
  const ended = Promise.withResolvers<string>();
  await using server = startServer({
    folder: new MemoryFolder({ big: BIG }),
    log: (event) => event.type === "ended" && ended.resolve(event.reason),
  });
  using alice = await RawClient.join(server.port, "alice");
  await using stack = new AsyncDisposableStack();
  const running: RawDownload[] = [];
  for (let i = 0; i < 4; i++) running.push(stack.use(await RawDownload.begin(alice, "big")));
  for (const download of running) await download.reply();
  (await RawDownload.begin(alice, "big"))[Symbol.dispose]();
  assertEquals(await ended.promise, "download failed, the client hung up");
});

Deno.test("downloads that take too little give up their turns to those that wait", async () => {
  const time = { now: 0 };
  const ticker = new ManualTicker();
  const folder = new MemoryFolder({ big: BIG });
  await using server = startServer({ folder, ticker: ticker.ticker, monotonic: () => time.now });
  using alice = await RawClient.join(server.port, "alice");
  await using stack = new AsyncDisposableStack();
  const running: RawDownload[] = [];
  for (let i = 0; i < 4; i++) running.push(stack.use(await RawDownload.begin(alice, "big")));
  for (const download of running) await download.reply();
  using fifth = await RawDownload.begin(alice, "big");
  const reply = fifth.reply().then(({ ok }) => began = ok !== undefined);
  let began = false;
  while (!began) {
    await alice.ok({ type: "who" }); // Lets the server read what has arrived.
    time.now += 1_000;
    ticker.pass(0); // No deadline comes nearer.
  }
  await reply;
  await running[0]!.bytes(BIG.length);
  assertEquals((await running[0]!.notice()).type, "digest", "the slow ones go on");
});

testWith(["read", "write"], "a file that becomes shorter ends its download, no other", async () => {
  await using folder = await TempFolder.make({ "a.bin": BIG, "b.bin": BIG });
  await using server = startServer({ folder: await DiskFolder.open(folder.path) });
  using alice = await RawClient.join(server.port, "alice");
  using a = await RawDownload.begin(alice, "a.bin");
  using b = await RawDownload.begin(alice, "b.bin");
  assert((await a.reply()).ok && (await b.reply()).ok);
  await Deno.truncate(folder.file("a.bin"), 1_000_000);
  assertLess((await a.bytes(BIG.length)).length, BIG.length);
  assertEquals(await a.frame(), undefined, "no digest");
  assertEquals((await b.bytes(BIG.length)).length, BIG.length);
  assertEquals((await b.notice()).type, "digest");
  assertEquals((await alice.ok({ type: "who" })).names, ["alice"]);
  const reasons = server.events.map((event) => event.type === "ended" ? event.reason : "");
  assert(reasons.some((reason) => /^download failed, .*shorter/.test(reason)), `${reasons}`);
});

testWith(["read", "write"], "a file that grows arrives as it was, with its digest", async () => {
  await using folder = await TempFolder.make({ "a.bin": BIG });
  await using server = startServer({ folder: await DiskFolder.open(folder.path) });
  using alice = await RawClient.join(server.port, "alice");
  using download = await RawDownload.begin(alice, "a.bin");
  assertEquals((await download.reply()).ok!.size, BIG.length);
  await Deno.writeFile(folder.file("a.bin"), BYTES, { append: true });
  const body = await download.bytes(BIG.length);
  assertEquals(await download.notice(), { type: "digest", sha256: sha256(body) });
});

testWith(["read", "write"], "a file that is deleted while it is sent still arrives", async () => {
  await using folder = await TempFolder.make({ "a.bin": BIG });
  await using server = startServer({ folder: await DiskFolder.open(folder.path) });
  using alice = await RawClient.join(server.port, "alice");
  using download = await RawDownload.begin(alice, "a.bin");
  assert((await download.reply()).ok);
  await download.bytes(1);
  await Deno.remove(folder.file("a.bin"));
  assertEquals((await download.bytes(BIG.length - 1)).length, BIG.length - 1);
  assertEquals(await alice.refusal({ type: "get", name: "a.bin" }), "no-such-file");
});

function sendings(events: readonly LogEvent[]): (string | undefined)[] {
  return events.flatMap((event) => event.type === "sending" ? [event.name] : []).sort();
}
