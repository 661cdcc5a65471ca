/** Connections that go wrong in every way, and harm no other. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { concat } from "@std/bytes/concat";
import fc from "../helpers/fast_check.ts";
import {
  encodeFrame,
  FrameType,
  MAX_EARLY_FRAME_BYTES,
  MAX_FRAME_BYTES,
} from "../../protocol/mod.ts";
import { requestBytes, utf8 } from "../helpers/bytes.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { sendAndReset } from "../helpers/reset.ts";
import { startServer } from "../helpers/test_server.ts";

type Server = ReturnType<typeof startServer>;

const HELLO = requestBytes({ id: 1, type: "hello", version: 1 });

Deno.test("a hello of another version is told so, whatever its fields are", async () => {
  await using server = startServer();
  const shapes: object[] = [{ name: { first: "al" } }, { name: 7, secret: [] }, { last: "x" }, {}];
  for (const fields of shapes) {
    using client = await RawClient.connect(server.port);
    const ask = Object.assign({ type: "hello", version: 2 }, fields);
    assertEquals(await client.refusal(ask), "version-unsupported", JSON.stringify(fields));
    assertEquals(await client.frame(), undefined);
  }
});

Deno.test("a wrong version is refused and the connection closed", async () => {
  await using server = startServer();
  using client = await RawClient.connect(server.port);
  const { error } = await client.ask({ type: "hello", version: 2 });
  assertEquals(error, {
    code: "version-unsupported",
    message: "Version unsupported: this server speaks version 1, not 2",
  });
  assertEquals(await client.frame(), undefined);
});

/** Bytes that are no conversation, each with the code of the last words. */
const MALFORMED: readonly [what: string, bytes: Uint8Array, code: string][] = [
  ["a frame without a type", Uint8Array.of(0, 0, 0, 0), "malformed-packet"],
  ["a frame type that clients do not send", encodeFrame(FrameType.NOTICE), "malformed-packet"],
  ["a frame type that nobody knows", encodeFrame(99), "malformed-packet"],
  ["a payload that is no JSON", encodeFrame(1, utf8("hello")), "malformed-packet"],
  ["a payload that is no UTF-8", encodeFrame(1, Uint8Array.of(0xff)), "malformed-packet"],
  ["an empty payload", encodeFrame(1), "malformed-packet"],
  ["a payload that is no object", encodeFrame(1, utf8("[1]")), "malformed-packet"],
  ["a request without an id", requestBytes({ type: "who" }), "malformed-packet"],
  ["a length past the limit", Uint8Array.of(0, 255, 255, 255), "frame-too-large"],
];

for (const [what, bytes, code] of MALFORMED) {
  Deno.test(`${what} gets the error that says so, then the connection closes`, async () => {
    await using server = startServer();
    using alice = await RawClient.join(server.port, "alice");
    for (const greeting of [new Uint8Array(), HELLO]) {
      using client = await RawClient.connect(server.port);
      await client.write(concat([greeting, bytes]));
      if (greeting.length > 0) assertEquals((await client.reply()).id, 1);
      const last = await client.notice();
      assertEquals(last.type === "closing" && last.code, code);
      assertEquals(await client.frame(), undefined);
    }
    assertEquals(await alice.ok({ type: "who" }), { names: ["alice"] });
  });
}

Deno.test("a malformed request is answered under its id before the connection closes", async () => {
  await using server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  const { error } = await alice.ask({ type: "say" });
  assertEquals(error, { code: "malformed-packet", message: "say needs text, of kind string" });
  assertEquals((await alice.notice()).type, "closing");
  assertEquals(await alice.frame(), undefined);
});

Deno.test("an unknown request gets its error, and the connection lives", async () => {
  await using server = startServer();
  using client = await RawClient.connect(server.port);
  assertEquals(await client.refusal({ type: "fly" }), "unknown-request");
  await client.ok({ type: "hello", version: 1 });
  assertEquals(await client.refusal({ type: "fly" }), "unknown-request");
  assertEquals(await client.refusal({ type: "toString" }), "unknown-request");
  await client.ok({ type: "who" });
});

Deno.test("until hello a frame may have 4,096 bytes, after it 1 MiB", async () => {
  await using server = startServer();
  for (const [over, code] of [[-1, "ok"], [0, "ok"], [1, "frame-too-large"]] as const) {
    using early = await RawClient.connect(server.port);
    const hello = { id: 1, type: "hello", version: 1 };
    await early.write(padded(hello, MAX_EARLY_FRAME_BYTES + over));
    assertEquals(await codeOf(early), code);
  }
  using asked = await RawClient.connect(server.port);
  assertEquals(await asked.refusal({ type: "fly" }), "unknown-request");
  await asked.write(padded({ id: 2, type: "who" }, MAX_EARLY_FRAME_BYTES + 1));
  assertEquals(await codeOf(asked), "frame-too-large", "other answers do not count as hello's");
  using late = await RawClient.join(server.port);
  for (const length of [MAX_FRAME_BYTES - 1, MAX_FRAME_BYTES]) {
    await late.write(padded({ id: 2, type: "who" }, length));
    assertEquals(await codeOf(late), "ok");
  }
  await late.write(Uint8Array.of(0, 16, 0, 1));
  assertEquals(await codeOf(late), "frame-too-large");
});

Deno.test("a ping is answered with a pong, a pong with nothing, before hello and after", async () => {
  await using server = startServer();
  using client = await RawClient.connect(server.port);
  for (let i = 0; i < 2; i++) {
    await client.write(concat([encodeFrame(FrameType.PONG), encodeFrame(FrameType.PING)]));
    assertEquals((await client.frame())?.type, FrameType.PONG);
    if (i === 0) await client.ok({ type: "hello", version: 1 });
  }
});

Deno.test("a request may come byte by byte, and many in one piece", async () => {
  await using server = startServer();
  using client = await RawClient.connect(server.port);
  for (const byte of HELLO) await client.write(Uint8Array.of(byte));
  assertEquals((await client.reply()).id, 1);
  const many = Array.from({ length: 500 }, (_, i) => requestBytes({ id: i + 2, type: "who" }));
  await client.write(concat(many));
  for (let id = 2; id < 502; id++) assertEquals((await client.reply()).id, id);
});

Deno.test("without a page, an HTTP client is told what this is", async () => {
  await using server = startServer({ web: false });
  const response = await fetch(`http://127.0.0.1:${server.port}/`);
  assertEquals([response.status, response.headers.get("connection")], [400, "close"]);
  assertMatch(await response.text(), /^This is a chat server\. Join it with: chat connect /);
});

Deno.test("a TLS client and a telnet user get a plain line", async () => {
  await using server = startServer();
  for (const bytes of [Uint8Array.of(22, 3, 1, 2, 0, 1), utf8("hello?\r\n"), Uint8Array.of(255)]) {
    using guest = await RawClient.connect(server.port);
    await guest.write(bytes);
    assertMatch(new TextDecoder().decode(await guest.rest()), /^This is a chat server\. .*\r\n$/);
  }
  const reasons = server.events.flatMap((event) => event.type === "ended" ? [event.reason] : []);
  assertEquals(reasons[1], 'not a chat client, it began with "hello?\\r\\n"');
});

Deno.test("others hear that somebody left, by FIN, by RST and by half-close", async (t) => {
  await using server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  await t.step("FIN", async () => {
    const bob = await joinBeside(alice, server, "bob");
    bob.conn.close();
    await hearsOfLeaving(alice, "bob");
    assertMatch(ending(server), /hung up/);
  });
  await t.step("RST", async () => {
    await sendAndReset(
      server.port,
      requestBytes({ id: 1, type: "hello", version: 1, name: "bob" }),
    );
    assertEquals((await alice.notice()).type, "joined");
    await hearsOfLeaving(alice, "bob");
    assertMatch(ending(server), /connection reset/);
  });
  await t.step("half-close, after which the answers still arrive", async () => {
    using bob = await joinBeside(alice, server, "bob");
    await bob.send({ type: "who" });
    await bob.conn.closeWrite();
    await hearsOfLeaving(alice, "bob");
    assertEquals((await bob.reply()).ok, { names: ["alice", "bob"] });
    assertEquals(await bob.frame(), undefined);
  });
  await t.step("in the middle of a frame", async () => {
    const bob = await joinBeside(alice, server, "bob");
    await bob.write(Uint8Array.of(0, 0, 1, 0, 1, 123));
    bob.conn.close();
    await hearsOfLeaving(alice, "bob");
  });
  assertEquals(await alice.ok({ type: "who" }), { names: ["alice"] });
});

Deno.test("nobody hears of connections that never took a name", async () => {
  await using server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  (await RawClient.connect(server.port)).conn.close();
  (await RawClient.join(server.port)).conn.close();
  using bob = await RawClient.join(server.port);
  await bob.ok({ type: "bye" });
  assertEquals(await bob.frame(), undefined);
  assertEquals(await alice.ok({ type: "who" }), { names: ["alice"] });
});

Deno.test("the log has a line for each connection: from where, who, and why it ended", async () => {
  await using server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  const { port } = alice.conn.localAddr as Deno.NetAddr;
  await alice.ok({ type: "bye" });
  assertEquals(await alice.frame(), undefined);
  const peer = `127.0.0.1:${port}`;
  assertEquals(server.events, [
    { type: "connection", peer },
    { type: "named", peer, name: "alice" },
    { type: "ended", peer, name: "alice", reason: "said goodbye" },
  ]);
});

Deno.test("10,000 random byte strings leave the server serving", async () => {
  await using server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  const texts = fc.sample(RANDOM, { numRuns: 10_000, seed: SEED });
  for (let at = 0; at < texts.length; at += 50) {
    await Promise.all(texts.slice(at, at + 50).map((bytes) => throwAt(server.port, bytes)));
  }
  using bob = await RawClient.join(server.port, "bob");
  const heard = await alice.notice();
  assertEquals(heard.type === "joined" && heard.name, "bob", `seed ${SEED}`);
  assertEquals(server.events.filter(({ type }) => type === "fault"), [], `seed ${SEED}`);
  await bob.ok({ type: "tell", to: "alice", text: "still here?" });
  const said = await alice.notice();
  assertEquals(said.type === "message" && said.text, "still here?");
});

const SEED = Date.now() & 0x7fffffff;

/** Anything; most of it gets past the first byte, half of it past the frame or past hello. */
const RANDOM = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => concat([Uint8Array.of(0), bytes])),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => encodeFrame(FrameType.REQUEST, bytes)),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => concat([HELLO, bytes])),
  fc.json({ maxDepth: 2 }).map((json) => concat([HELLO, encodeFrame(1, utf8(json))])),
  fc.record({
    id: fc.oneof(fc.nat(), fc.string()),
    type: fc.constantFrom("say", "tell", "files", "get", "download", "who", "x"),
    from: fc.integer(),
    ticket: fc.string(),
    version: fc.constantFrom(1, 2),
  }).map((request) => concat([HELLO, requestBytes(request)])),
);

/** Sends bytes and hangs up; waits until the server has, too. */
async function throwAt(port: number, bytes: Uint8Array): Promise<void> {
  using client = await RawClient.connect(port);
  try {
    await client.write(bytes);
    await client.conn.closeWrite();
  } catch {
    return; // The server has closed already.
  }
  await client.rest();
}

/** A request that an unused field extends to a frame of an exact length. */
function padded(request: Record<string, unknown>, length: number): Uint8Array {
  const bare = requestBytes({ ...request, pad: "" }).length - 4;
  return requestBytes({ ...request, pad: "x".repeat(length - bare) });
}

async function codeOf(client: RawClient): Promise<string> {
  const frame = await client.frame();
  const { code } = JSON.parse(new TextDecoder().decode(frame!.payload));
  return code ?? "ok";
}

async function joinBeside(other: RawClient, server: Server, name: string): Promise<RawClient> {
  const client = await RawClient.join(server.port, name);
  assertEquals((await other.notice()).type, "joined");
  return client;
}

async function hearsOfLeaving(client: RawClient, name: string): Promise<void> {
  const notice = await client.notice();
  assert(notice.type === "left" && notice.name === name, JSON.stringify(notice));
}

/** Why the last conversation to end did, by the log. */
function ending(server: Server): string {
  return server.events.findLast((event) => event.type === "ended")!.reason;
}
