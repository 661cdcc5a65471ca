/** The server over real sockets: what each request is answered with, and who hears of it. */
import { assertEquals, assertMatch } from "@std/assert";
import type { SharedFile } from "../../protocol/mod.ts";
import { MemoryFolder } from "../helpers/memory_folder.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { RawDownload } from "../helpers/raw_download.ts";
import { startServer } from "../helpers/test_server.ts";

const NOON = Date.UTC(2026, 10, 21, 12);

Deno.test("every request is answered under its id, with what it asked for", async () => {
  const folder = new MemoryFolder({ "a.txt": new Uint8Array(5), "b/c d.bin": new Uint8Array(7) });
  await using server = startServer({ folder, welcome: (name, online) => `${name} ${online}` });
  using alice = await RawClient.connect(server.port);
  const hello = await alice.ok({ type: "hello", version: 1 });
  assertEquals([hello.version, hello.welcome, hello.name], [1, "undefined 0", undefined]);
  assertEquals(await alice.ok({ type: "login", name: "al" }), { name: "al" });
  assertEquals((await alice.notice()).type, "joined");
  assertEquals(await alice.ok({ type: "name", name: "alice" }), { name: "alice" });
  assertEquals((await alice.notice()).type, "renamed");
  using bob = await RawClient.join(server.port, "bob");
  assertEquals((await alice.notice()).type, "joined");
  assertEquals(await alice.ok({ type: "who" }), { names: ["alice", "bob"] });
  assertEquals(await alice.ok({ type: "say", text: "hi" }), {});
  assertEquals(await alice.ok({ type: "tell", to: "bob", text: "hi" }), {});
  const { message, count, files } = await alice.ok({ type: "files" });
  assertEquals([message, count], ["Access to SharedFiles granted: 2 files", 2]);
  assertEquals((files as SharedFile[]).map(({ name, size }) => [name, size]), [
    ["a.txt", 5],
    ["b/c d.bin", 7],
  ] as [string, number][]);
  const { ticket, size } = await alice.ok({ type: "get", name: "b/c d.bin" });
  assertEquals([typeof ticket, size], ["string", 7]);
  assertMatch(`${(await alice.ok({ type: "help" })).text}`, /^hello: .*\n(.*\n)*bye: /m);
  assertEquals(await alice.ok({ type: "logout" }), {});
  assertEquals(await alice.ok({ type: "who" }), { names: ["bob"] });
  assertEquals(await alice.ok({ type: "bye" }), {});
  assertEquals(await alice.frame(), undefined, "then the server closes");
  const heard = [await bob.notice(), await bob.notice(), await bob.notice()];
  assertEquals(heard.map(({ type }) => type), ["message", "message", "left"]);
});

Deno.test("a message reaches everyone but its sender, with the server's time", async () => {
  await using server = startServer({ now: () => NOON });
  using alice = await RawClient.join(server.port, "alice");
  using nobody = await RawClient.join(server.port);
  using bob = await RawClient.join(server.port, "bob");
  const joined = await alice.notice();
  const by = "by" in joined ? joined.by : undefined;
  assertEquals(joined, { type: "joined", name: "bob", time: NOON, by });
  assertEquals(await nobody.notice(), joined);
  await bob.ok({ type: "say", text: "hello" });
  await bob.ok({ type: "tell", to: "alice", text: "psst" });
  const said = { type: "message", from: "bob", text: "hello", time: NOON, seq: 1 } as const;
  assertEquals(await alice.notice(), said);
  assertEquals(await alice.notice(), { ...said, text: "psst", private: true, seq: 2, by });
  assertEquals(await nobody.ok({ type: "who" }), { names: ["alice", "bob"] });
  assertEquals(await bob.ok({ type: "who" }), { names: ["alice", "bob"] });
});

Deno.test("requests sent at once are answered in order, each once", async () => {
  await using server = startServer({ folder: new MemoryFolder({ f: new Uint8Array(1) }) });
  using alice = await RawClient.join(server.port, "alice");
  const asks = Array.from(
    { length: 300 },
    (_, i) => i % 3 === 0 ? { type: "get", name: "f" } : { type: i % 3 === 1 ? "who" : "fly" },
  );
  const ids: number[] = [];
  for (const ask of asks) ids.push(await alice.send(ask));
  for (const id of ids) assertEquals((await alice.reply()).id, id);
});

Deno.test("a long list of files comes in pages that fit a frame", async () => {
  const names = Array.from({ length: 40_000 }, (_, i) => `${i}`).sort();
  const folder = new MemoryFolder(
    Object.fromEntries(names.map((name) => [name, new Uint8Array()])),
  );
  await using server = startServer({ folder });
  using alice = await RawClient.join(server.port, "alice");
  const listed: string[] = [];
  let pages = 0;
  for (let count = 1; listed.length < count; pages++) {
    const page = await alice.ok({ type: "files", from: listed.length });
    count = page.count as number;
    listed.push(...(page.files as SharedFile[]).map(({ name }) => name));
  }
  assertEquals(listed, names);
  assertEquals(pages > 1, true);
  assertEquals((await alice.ok({ type: "files", from: 40_000 })).files, []);
  assertEquals((await alice.ok({ type: "files", from: 2 ** 53 - 1 })).files, []);
});

Deno.test("a download is refused with its error, and the server closes", async (t) => {
  const folder = new MemoryFolder({ "a.txt": new Uint8Array(5) });
  await using server = startServer({ folder });
  using alice = await RawClient.join(server.port, "alice");
  const { ticket } = await alice.ok({ type: "get", name: "a.txt" });
  await t.step("with another version", async () => {
    using client = await RawClient.connect(server.port);
    const ask = { type: "download", version: 2, ticket };
    assertEquals(await client.refusal(ask), "version-unsupported");
    assertEquals(await client.frame(), undefined);
  });
  await t.step("with a ticket that was never issued", async () => {
    using client = await RawClient.connect(server.port);
    const ask = { type: "download", version: 1, ticket: "please" };
    assertEquals(await client.refusal(ask), "ticket-wrong");
    assertEquals(await client.frame(), undefined);
  });
  await t.step("with a ticket that was used", async () => {
    using first = await RawDownload.connect(server.port, ticket);
    assertEquals((await first.reply()).ok?.size, 5);
    using second = await RawDownload.connect(server.port, ticket);
    assertEquals((await second.reply()).error?.code, "ticket-wrong");
    assertEquals(await second.frame(), undefined);
  });
  await t.step("without a ticket", async () => {
    using client = await RawClient.connect(server.port);
    assertEquals(await client.refusal({ type: "download", version: 1 }), "malformed-packet");
  });
});

for (const size of [0, 1, 65_535, 65_536, 65_537]) {
  Deno.test(`a file of ${size} bytes arrives identical`, async () => {
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 31) ^ (i >> 8));
    await using server = startServer({ folder: new MemoryFolder({ f: bytes }) });
    using alice = await RawClient.join(server.port, "alice");
    using download = await RawDownload.begin(alice, "f");
    assertEquals((await download.reply()).ok?.size, size);
    assertEquals(await download.bytes(size), bytes);
  });
}

Deno.test("the server tells every client why it closes, and logs it", async () => {
  const server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  using nobody = await RawClient.join(server.port);
  const closed = server.close({ code: "server-closing", message: "Time to sleep" });
  for (const each of [alice, nobody]) {
    const message = "Time to sleep";
    assertEquals(await each.notice(), { type: "closing", code: "server-closing", message });
    assertEquals(await each.frame(), undefined);
    each.conn.close();
  }
  await closed;
  assertEquals(server.events.filter(({ type }) => type === "closing").length, 1);
});
