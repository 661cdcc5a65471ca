/** What a running server does about clients that are late; no test waits for a clock. */
import { assert, assertEquals } from "@std/assert";
import { encodeMessage, FrameType, type Notice, parseNotice } from "../../protocol/mod.ts";
import { ManualTicker } from "../helpers/manual_ticker.ts";
import { MemoryFolder } from "../helpers/memory_folder.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";

Deno.test("a connection that opens nothing within 10 s is told so and closed", async () => {
  const time = new ManualTicker();
  await using server = startServer({ ticker: time.ticker });
  using client = await RawClient.connect(server.port);
  assertEquals(await client.refusal({ type: "who" }), "out-of-order");
  time.pass(9_999);
  assertEquals(await client.refusal({ type: "who" }), "out-of-order");
  time.pass(1);
  assertEquals(await lastWords(client), "Timed out: nothing opened the conversation for 10 s");
});

Deno.test("a silent client is pinged after 30 s, and ended after 60 s more; its name is held", async () => {
  const time = new ManualTicker();
  await using server = startServer({ ticker: time.ticker });
  using alice = await RawClient.join(server.port, "alice");
  time.pass(30_000);
  assertEquals((await alice.frame())?.type, FrameType.PING);
  using bob = await RawClient.join(server.port, "bob");
  assertEquals((await alice.notice()).type, "joined");
  time.pass(59_999);
  assertEquals((await bob.frame())?.type, FrameType.PING);
  time.pass(1);
  const { type, name } = await bob.notice() as Notice<"left">;
  assertEquals([type, name], ["left", "alice"]);
  using carol = await RawClient.connect(server.port);
  const refused = await carol.ask({ type: "hello", version: 1, name: "alice" });
  assertEquals(refused.error?.code, "name-taken");
  assertEquals(
    await lastWords(alice),
    "Timed out: nothing came, not even the answer to a ping, for 90 s",
  );
});

Deno.test("a client that answers pings may be silent for ever", async () => {
  const time = new ManualTicker();
  await using server = startServer({ ticker: time.ticker });
  using alice = await RawClient.join(server.port, "alice");
  for (let round = 0; round < 5; round++) {
    time.pass(30_000);
    assertEquals((await alice.frame())?.type, FrameType.PING);
    await alice.write(Uint8Array.of(0, 0, 0, 1, FrameType.PONG));
    await alice.ok({ type: "who" }); // so that the pong has been read
  }
});

Deno.test("a frame that is not finished within 30 s ends the conversation", async () => {
  const time = new ManualTicker();
  await using server = startServer({ ticker: time.ticker });
  using alice = await RawClient.join(server.port, "alice");
  const who = encodeMessage(FrameType.REQUEST, { id: 7, type: "who" });
  await alice.write(Uint8Array.of(...who, 0, 0, 0, 9, FrameType.REQUEST));
  assertEquals((await alice.reply()).id, 7); // so the half after it has been read as well
  time.pass(1);
  time.pass(29_999);
  assertEquals((await alice.frame())?.type, FrameType.PING);
  time.pass(1);
  assertEquals(await lastWords(alice), "Timed out: a frame stayed half-sent for 30 s");
});

Deno.test("a download whose client takes nothing for 120 s is closed", async () => {
  const time = new ManualTicker();
  const folder = new MemoryFolder({ big: new Uint8Array(64 * 1_048_576) });
  await using server = startServer({ ticker: time.ticker, folder });
  using alice = await RawClient.join(server.port, "alice");
  const { ticket } = await alice.ok({ type: "get", name: "big" });
  using download = await RawClient.connect(server.port);
  await download.send({ type: "download", version: 1, ticket } as { type: string });
  await stalled(() => server.metrics.downloadedBytes);
  time.pass(1_000);
  time.pass(119_999);
  assertEquals(server.metrics.downloads, 1);
  time.pass(1);
  assert((await download.rest()).length < 64 * 1_048_576);
  assertEquals(server.metrics.downloads, 0);
});

Deno.test("a crowd that vanishes by FIN, RST and silence leaves no ghost", async () => {
  const time = new ManualTicker();
  await using server = startServer({ ticker: time.ticker });
  const clients: RawClient[] = [];
  for (let number = 0; number < 60; number++) {
    const client = await RawClient.join(server.port, `client${number}`);
    clients.push(client);
  }
  for (const [number, client] of clients.entries()) {
    if (number % 3 === 0) await client.conn.closeWrite();
    // What it was told of those after it is unread: this is a reset.
    if (number % 3 === 1) client[Symbol.dispose]();
  }
  using observer = await RawClient.join(server.port);
  const names = async () => (await observer.answer({ type: "who" })).ok!.names as string[];
  while ((await names()).length > clients.length / 3);
  time.pass(30_000);
  await names();
  time.pass(60_000);
  assertEquals(await names(), []);
  for (const client of clients) client[Symbol.dispose]();
  while (server.gauges.connections > 1) await names();
});

Deno.test("a server keeps a ticker from its first client on, and none when it has closed", async () => {
  const time = new ManualTicker();
  {
    await using server = startServer({ ticker: time.ticker });
    assert(!time.started);
    using _client = await RawClient.join(server.port);
    assert(time.started);
  }
  assert(time.stopped);
});

/** Reads to the end; returns what the last frame, a closing notice, says. */
async function lastWords(client: RawClient): Promise<string> {
  let last: Notice | undefined;
  for (let frame; (frame = await client.frame());) {
    last = frame.type === FrameType.NOTICE ? parseNotice(frame.payload) : undefined;
  }
  assertEquals(last?.type === "closing" && last.code, "timed-out");
  return (last as Notice<"closing">).message;
}

/** Resolves once a number has stopped growing. */
async function stalled(read: () => number): Promise<void> {
  for (let last = -1, calm = 0; calm < 5; last = read()) {
    calm = read() === last ? calm + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
