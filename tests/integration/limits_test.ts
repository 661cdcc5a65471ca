/** What keeps one client from being a burden to the others. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { encodeMessage, FrameType, type Notice, parseNotice } from "../../protocol/mod.ts";
import { DEFAULT_LIMITS } from "../../server/admission/limits.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";

Deno.test("a pasted block of 500 lines arrives whole, and its sender is told once", async () => {
  await using server = startServer({ limits: { rate: 500, burst: 400 } });
  using alice = await RawClient.join(server.port, "alice");
  using bob = await RawClient.join(server.port, "bob");
  const lines = Array.from({ length: 500 }, (_, line) => `line ${line}`);
  const block = lines.flatMap((text, line) => [
    ...encodeMessage(FrameType.REQUEST, { id: 100 + line, type: "say", text }),
  ]);
  const [heard, notices] = await Promise.all([
    texts(alice, 500),
    answered(bob, 500),
    bob.write(Uint8Array.from(block)),
  ]);
  assertEquals(heard, lines);
  assertEquals(notices, [{ type: "slowed", rate: 500 }]);
  assertEquals(server.metrics.slowedClients, 1);
});

Deno.test("a client that is held back does not hold up a closing", async () => {
  await using server = startServer({ limits: { rate: 1, burst: 2 } });
  using alice = await RawClient.connect(server.port);
  await alice.ok({ type: "hello", version: 1 });
  await alice.ok({ type: "who" });
  const id = await alice.send({ type: "who" });
  assertEquals((await alice.notice()).type, "slowed");
  const closed = server.close({ code: "server-closing", message: "Bye" });
  const closing = await alice.notice() as Notice<"closing">;
  assertEquals([id, closing.type, closing.code], [3, "closing", "server-closing"]);
  alice[Symbol.dispose]();
  await closed;
});

Deno.test("a client that does not read is cut, told why, logged and counted", async () => {
  await using server = startServer({ limits: { maxQueueBytes: 1_048_576 } });
  using alice = await RawClient.join(server.port, "alice");
  using bob = await RawClient.join(server.port, "bob");
  const text = "x".repeat(60_000);
  // What the sockets hold is the system's choice: talk until alice is gone.
  let sent = 0;
  for (; server.metrics.slowClients === 0; sent++) await bob.ok({ type: "say", text });
  assertEquals((await bob.notice()).type, "left");
  using heir = await RawClient.connect(server.port);
  const taken = await heir.ask({ type: "hello", version: 1, name: "alice" });
  assertEquals(taken.error?.code, "name-taken", "the name is held for two minutes");
  const { heard, last } = await untilClosed(alice);
  assert(heard < sent, "it must not have been sent what it did not read");
  assertEquals(last?.code, "too-slow");
  assertStringIncludes(last!.message, "You were 1.");
  alice[Symbol.dispose]();
  bob[Symbol.dispose]();
  heir[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
  const reasons = server.events.flatMap((event) => event.type === "ended" ? [event.reason] : []);
  assert(reasons.some((reason) => /^alice was 1\.\d MiB behind$/.test(reason)), `${reasons}`);
});

Deno.test("a client that does not read costs the others nothing", async () => {
  await using server = startServer({ limits: { maxQueueBytes: 65_536 } });
  using _stalled = await RawClient.join(server.port, "stalled");
  using speaker = await RawClient.join(server.port, "speaker");
  const others = await Promise.all(
    Array.from({ length: 5 }, (_, i) => RawClient.join(server.port, `other${i}`)),
  );
  const padding = "x".repeat(60_000);
  const heard = others.map((other) => numbers(other));
  let said = 0;
  while (server.metrics.slowClients === 0) {
    assert((await speaker.answer({ type: "say", text: `${said++} ${padding}` })).ok);
  }
  for (let more = 0; more < 10; more++) {
    assert((await speaker.answer({ type: "say", text: `${said++} ${padding}` })).ok);
  }
  assert((await speaker.answer({ type: "bye" })).ok);
  const all = Array.from({ length: said }, (_, number) => number);
  for (const each of await Promise.all(heard)) assertEquals(each, all);
  assertEquals(server.metrics.slowClients, 1);
  for (const other of others) other[Symbol.dispose]();
});

Deno.test("connection n + 1 is refused with the reason, and the next one is not", async () => {
  await using server = startServer({ limits: { maxClients: 2 } });
  using alice = await RawClient.join(server.port, "alice");
  {
    using bob = await RawClient.join(server.port, "bob");
    using carol = await RawClient.connect(server.port);
    assertEquals(await carol.notice(), {
      type: "closing",
      code: "too-many",
      message: "Too many connections: the server takes at most 2",
    });
    assertEquals(await carol.frame(), undefined);
    await bob.ok({ type: "bye" });
    assertEquals(await bob.frame(), undefined);
  }
  while ((await alice.notice()).type !== "left");
  while (server.gauges.connections > 1) await alice.ok({ type: "who" });
  using _dave = await RawClient.join(server.port, "dave");
  assertEquals(server.metrics.refusals.get("too-many"), 1);
});

Deno.test("the limits are those that were promised", () => {
  assertEquals(DEFAULT_LIMITS, {
    maxQueueBytes: 1_048_576,
    maxClients: 10_000,
    maxPerAddress: 64,
    rate: 20,
    burst: 100,
    helloMs: 10_000,
    halfFrameMs: 30_000,
    pingAfterMs: 30_000,
    goneAfterMs: 60_000,
    stalledDownloadMs: 120_000,
    graceMs: 10_000,
    patienceMs: 250,
  });
});

/** The texts of the next messages. */
async function texts(client: RawClient, count: number): Promise<string[]> {
  const heard: string[] = [];
  while (heard.length < count) {
    const notice = await client.notice();
    if (notice.type === "message") heard.push(notice.text);
  }
  return heard;
}

/** The numbers that the messages begin with, until the speaker leaves. */
async function numbers(client: RawClient): Promise<number[]> {
  const heard: number[] = [];
  for (;;) {
    const notice = await client.notice();
    if (notice.type === "message") heard.push(parseInt(notice.text));
    if (notice.type === "left" && notice.name === "speaker") return heard;
  }
}

/** Reads until that many answers have come; returns the notices between them. */
async function answered(client: RawClient, count: number): Promise<Notice[]> {
  const notices: Notice[] = [];
  while (count > 0) {
    const frame = (await client.frame())!;
    if (frame.type === FrameType.REPLY) count--;
    else notices.push(parseNotice(frame.payload)!);
  }
  return notices;
}

async function untilClosed(
  client: RawClient,
): Promise<{ heard: number; last?: Notice<"closing"> }> {
  let heard = 0;
  let last: Notice | undefined;
  for (let frame; (frame = await client.frame());) {
    last = parseNotice(frame.payload);
    if (last?.type === "message") heard++;
  }
  return { heard, last: last as Notice<"closing"> };
}
