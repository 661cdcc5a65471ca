/** Browsers in the room: web sockets beside our own clients, and those that break the rules. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { concat } from "@std/bytes/concat";
import { Opcode } from "../../server/doors/http/web_socket/frame_header.ts";
import { ManualTicker } from "../helpers/manual_ticker.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { RawWebSocket } from "../helpers/raw_web_socket.ts";
import { startServer } from "../helpers/test_server.ts";
import { WebClient } from "../helpers/web_client.ts";
import { clientFrame } from "../helpers/web_socket_frames.ts";

const { TEXT, CONTINUATION, BINARY, CLOSE, PING, PONG } = Opcode;
const HELLO = text({ id: 1, type: "hello", version: 1, name: "raw" });

Deno.test("a browser and our own client talk, in the open and in private", async () => {
  await using server = startServer();
  await using web = await WebClient.join(server.port, "web");
  using own = await RawClient.join(server.port, "own");
  assertEquals((await web.notice()).type, "joined");
  await web.ok({ type: "say", text: "hello, é 👋" });
  const heard = await own.notice();
  assertEquals(heard.type === "message" && [heard.from, heard.text], ["web", "hello, é 👋"]);
  await own.ok({ type: "tell", to: "web", text: "psst" });
  const told = await web.notice();
  assertEquals(told.type === "message" && [told.from, told.text, told.private], [
    "own",
    "psst",
    true,
  ]);
  assertEquals(await web.ok({ type: "who" }), { names: ["web", "own"] });
  assertEquals((await web.ask({ type: "tell", to: "x", text: "y" })).error?.code, "no-such-user");
  await web.ok({ type: "name", name: "browser" });
  const renamed = await own.notice();
  assertEquals(renamed.type === "renamed" && renamed.to, "browser");
});

Deno.test("a browser comes back with its secret and misses nothing", async () => {
  await using server = startServer();
  using own = await RawClient.join(server.port, "own");
  const first = await WebClient.connect(server.port);
  const { secret, seq } = await first.ok({ type: "hello", version: 1, name: "web" });
  first.socket.close();
  await first.closed;
  assertEquals([(await own.notice()).type, (await own.notice()).type], ["joined", "left"]);
  await own.ok({ type: "say", text: "one" });
  await own.ok({ type: "say", text: "two" });
  await using again = await WebClient.connect(server.port);
  const back = await again.ok(
    { type: "hello", version: 1, name: "web", secret, last: seq } as never,
  );
  assertEquals([back.resumed, back.missed, back.name], [true, 2, "web"]);
  const texts = [await again.notice(), await again.notice()].map((notice) =>
    notice.type === "message" && notice.text
  );
  assertEquals(texts, ["one", "two"]);
});

Deno.test("a web socket whose conversation goes on elsewhere is closed with 4001", async () => {
  await using server = startServer();
  const first = await WebClient.connect(server.port);
  const { secret } = await first.ok({ type: "hello", version: 1, name: "web" });
  await using second = await WebClient.connect(server.port);
  const back = await second.ok({ type: "hello", version: 1, secret, last: 0 } as never);
  assertEquals([back.resumed, (await first.closed).code], [true, 4001]);
});

Deno.test("bye is answered, then the web socket is closed with 1000", async () => {
  await using server = startServer();
  const web = await WebClient.join(server.port, "web");
  await web.ok({ type: "bye" });
  assertEquals((await web.closed).code, 1000);
});

Deno.test("pings are answered with their payload, empty texts with empty texts", async () => {
  await using server = startServer();
  using raw = await RawWebSocket.connect(server.port);
  await raw.write(concat([
    clientFrame({ opcode: TEXT, payload: "{", fin: false }),
    clientFrame({ opcode: PING, payload: "between" }),
    clientFrame({ opcode: PONG, payload: "unasked" }),
    clientFrame({
      opcode: CONTINUATION,
      payload: '"id":1,"type":"hello","version":1}',
    }),
    clientFrame({ opcode: TEXT }),
  ]));
  const frames = [await raw.frame(), await raw.frame(), await raw.frame()];
  assertEquals(frames.map((frame) => frame!.opcode), [PONG, TEXT, TEXT]);
  assertEquals(new TextDecoder().decode(frames[0]!.payload), "between");
  assertStringIncludes(new TextDecoder().decode(frames[1]!.payload), '"ok"');
  assertEquals(frames[2]!.payload.length, 0);
});

Deno.test("frames that come with the handshake are read", async () => {
  await using server = startServer();
  using raw = await RawWebSocket.connect(
    server.port,
    clientFrame({ opcode: TEXT, payload: HELLO }),
  );
  const frame = await raw.frame();
  assertStringIncludes(new TextDecoder().decode(frame!.payload), '"secret"');
});

Deno.test("a close frame is answered with its own code", async () => {
  await using server = startServer();
  for (const [payload, code] of [[[3, 232], 1000], [[11, 184, 0x68, 0x69], 3000]] as const) {
    using raw = await RawWebSocket.connect(server.port);
    await raw.write(clientFrame({ opcode: CLOSE, payload: Uint8Array.from(payload) }));
    assertEquals((await raw.rest()).code, code);
  }
});

/** Each: what a client does wrong, its bytes, the close code, part of the last words. */
const WRONGS: readonly [string, Uint8Array, number, string][] = [
  ["an unmasked frame", Uint8Array.of(0x81, 1, 0x61), 1002, "masks"],
  ["a binary message", clientFrame({ opcode: BINARY, payload: "x" }), 1003, "text messages"],
  ["a text that is no UTF-8", frame(TEXT, [0xff]), 1007, "UTF-8"],
  ["what is no JSON", frame(TEXT, "hi"), 1008, "JSON"],
  ["an array", frame(TEXT, "[]"), 1008, "JSON object"],
  ["a request without an id", frame(TEXT, '{"type":"who"}'), 1008, "id"],
  ["a long message before hello", frame(TEXT, `{"id":1,"x":"${"x".repeat(4_096)}"}`), 1009, "4096"],
  ["a text in a text", concat([frame(TEXT, "a", false), frame(TEXT, "b")]), 1002, "midst"],
];

for (const [what, bytes, code, words] of WRONGS) {
  Deno.test(`${what} is refused with ${code}`, async () => {
    await using server = startServer();
    using raw = await RawWebSocket.connect(server.port);
    await raw.write(bytes);
    const { texts, ...closed } = await raw.rest();
    assertEquals(closed.code, code);
    assertStringIncludes(closed.reason!, words);
    const closing = JSON.parse(texts.at(-1)!);
    assertEquals([closing.type, closing.code], ["closing", "malformed-packet"]);
    assertEquals(server.metrics.refusals.get("malformed-packet"), 1);
  });
}

Deno.test("requests before a broken frame are obeyed", async () => {
  await using server = startServer();
  using own = await RawClient.join(server.port, "own");
  using raw = await RawWebSocket.connect(server.port);
  await raw.write(concat([
    frame(TEXT, HELLO),
    frame(TEXT, text({ id: 2, type: "say", text: "last words" })),
    Uint8Array.of(0xff, 0xff),
  ]));
  assertEquals((await own.notice()).type, "joined");
  const said = await own.notice();
  assertEquals(said.type === "message" && said.text, "last words");
  assertEquals((await own.notice()).type, "left");
});

Deno.test("a message of a megabyte passes, one that is longer does not", async () => {
  await using server = startServer();
  using raw = await RawWebSocket.connect(server.port);
  await raw.write(frame(TEXT, HELLO));
  await raw.frame();
  await raw.frame();
  const fits = text({ id: 2, type: "who", x: "" });
  await raw.write(frame(TEXT, fits.replace('""', `"${"x".repeat(1_048_576 - fits.length)}"`)));
  assertStringIncludes(new TextDecoder().decode((await raw.frame())!.payload), '"names"');
  await raw.write(frame(TEXT, "x".repeat(1_048_577)));
  assertEquals((await raw.rest()).code, 1009);
});

Deno.test("a silent web socket is pinged, then closed, and its name is held", async () => {
  const manual = new ManualTicker();
  await using server = startServer({ ticker: manual.ticker });
  using raw = await RawWebSocket.connect(server.port);
  await raw.write(frame(TEXT, HELLO));
  await raw.frame();
  await raw.frame();
  manual.pass(30_000);
  assertEquals((await raw.frame())!.opcode, PING);
  manual.pass(60_000);
  const { texts, code } = await raw.rest();
  assertEquals([JSON.parse(texts.at(-1)!).code, code], ["timed-out", 1001]);
  using heir = await RawClient.connect(server.port);
  const taken = await heir.ask({ type: "hello", version: 1, name: "raw" });
  assertEquals(taken.error?.code, "name-taken");
});

Deno.test("a web socket that does not read is cut, and others do not notice", async () => {
  await using server = startServer({ limits: { maxQueueBytes: 1_048_576 } });
  using stalled = await RawWebSocket.connect(server.port);
  await stalled.write(frame(TEXT, HELLO));
  await using web = await WebClient.join(server.port, "web");
  using own = await RawClient.join(server.port, "own");
  const long = "x".repeat(60_000);
  let sent = 0;
  let worst = 0;
  for (; server.metrics.slowClients === 0; sent++) {
    const began = performance.now();
    await own.ok({ type: "say", text: long });
    worst = Math.max(worst, performance.now() - began);
  }
  let heard = 0;
  for (let left = false; !left;) {
    const notice = await web.notice();
    if (notice.type === "message") heard++;
    left = notice.type === "left";
  }
  assertEquals(heard, sent, "the other browser heard all of it");
  assert(worst < 1_000, `nobody waited long, ${worst} ms`);
  const { texts, code } = await stalled.rest();
  assertEquals(code, 1008);
  assertEquals(JSON.parse(texts.at(-1)!).code, "too-slow");
});

Deno.test("a browser that says too much is slowed, and told so", async () => {
  await using server = startServer({ limits: { rate: 200, burst: 5 } });
  await using web = await WebClient.join(server.port, "web");
  for (let i = 0; i < 20; i++) web.send({ type: "who" });
  const types: string[] = [];
  for (let replies = 0; replies < 20;) {
    const received = (await web.receive())!;
    if ("id" in received) replies++;
    else types.push(received.type);
  }
  assertEquals(types, ["slowed"]);
});

function text(message: object): string {
  return JSON.stringify(message);
}

function frame(opcode: number, payload: string | number[], fin = true): Uint8Array {
  const bytes = typeof payload === "string" ? payload : Uint8Array.from(payload);
  return clientFrame({ opcode, payload: bytes, fin });
}
