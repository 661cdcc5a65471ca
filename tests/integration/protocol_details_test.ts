/** What docs/PROTOCOL.md says beside its tables, for those who write clients of their own. */
import { assertEquals } from "@std/assert";
import {
  encodeFrame,
  encodeMessage,
  FrameType,
  MAX_EARLY_FRAME_BYTES,
  MAX_MISSED_MESSAGES,
  type Notice,
} from "../../protocol/mod.ts";
import { MemoryFolder } from "../helpers/memory_folder.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { RawDownload } from "../helpers/raw_download.ts";
import { startServer } from "../helpers/test_server.ts";

const HELLO = { type: "hello", version: 1 } as const;

/** A request in UTF-8, in a frame. */
function requestOf(json: string): Uint8Array {
  return encodeFrame(FrameType.REQUEST, new TextEncoder().encode(json));
}

Deno.test("the limit counts what the length field counts: type and payload", async () => {
  await using server = startServer();
  for (const [payload, code] of [[-1, undefined], [0, "frame-too-large"]] as const) {
    using client = await RawClient.connect(server.port);
    const hello = JSON.stringify({ id: 1, ...HELLO });
    await client.write(requestOf(hello.padEnd(MAX_EARLY_FRAME_BYTES + payload)));
    if (code === undefined) assertEquals((await client.reply()).error, undefined);
    else assertEquals(codeOf(await client.notice()), code);
  }
});

Deno.test("before hello, a known request is out of order, and an unknown one unknown", async () => {
  await using server = startServer();
  using client = await RawClient.connect(server.port);
  assertEquals(await client.refusal({ type: "say", text: "hi" }), "out-of-order");
  assertEquals(await client.refusal({ type: "dance" }), "unknown-request");
  assertEquals(await client.refusal({ type: "bye" }), "out-of-order");
  await client.ok({ ...HELLO, name: "alice" });
});

Deno.test("a payload may begin with a byte order mark, and must be UTF-8", async () => {
  await using server = startServer();
  using client = await RawClient.connect(server.port);
  await client.write(requestOf(`\ufeff${JSON.stringify({ id: 1, ...HELLO })}`));
  assertEquals((await client.reply()).error, undefined);
  await client.write(encodeFrame(FrameType.REQUEST, new Uint8Array([0x22, 0xff, 0x22])));
  assertEquals(codeOf(await client.notice()), "malformed-packet");
});

Deno.test("half of a surrogate pair, escaped in JSON, arrives as it was sent", async () => {
  await using server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  using bob = await RawClient.join(server.port, "bob");
  await bob.write(requestOf(String.raw`{"id":9,"type":"say","text":"a\ud800b"}`));
  assertEquals((await bob.reply()).error, undefined);
  assertEquals((await alice.notice()).type, "joined");
  const { payload } = (await alice.frame())!;
  assertEquals(JSON.parse(new TextDecoder().decode(payload)).text, "a\ud800b");
});

Deno.test("what is sent behind bye is neither obeyed nor answered", async () => {
  await using server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  using bob = await RawClient.join(server.port, "bob");
  assertEquals((await alice.notice()).type, "joined");
  const requests = [{ type: "bye" }, { type: "say", text: "late" }, { type: "who" }];
  const bytes = requests.map((request, i) =>
    encodeMessage(FrameType.REQUEST, { id: 7 + i, ...request })
  );
  await bob.write(new Uint8Array(await new Blob(bytes as BlobPart[]).arrayBuffer()));
  assertEquals((await bob.reply()).id, 7);
  assertEquals(await bob.frame(), undefined);
  assertEquals((await alice.notice()).type, "left");
  assertEquals(await alice.ok({ type: "who" }), { names: ["alice"] });
});

Deno.test("a ticket outlives the bye of the client that asked for it", async () => {
  const bytes = new TextEncoder().encode("hello");
  await using server = startServer({ folder: new MemoryFolder({ "a.txt": bytes }) });
  using alice = await RawClient.join(server.port, "alice");
  const { ticket } = await alice.ok({ type: "get", name: "a.txt" });
  await alice.ok({ type: "bye" });
  using download = await RawDownload.connect(server.port, ticket);
  assertEquals((await download.reply()).ok?.size, 5);
});

Deno.test("who comes back gets the reply, then what was missed, then joined", async () => {
  await using server = startServer();
  using bob = await RawClient.join(server.port, "bob");
  const alice = await RawClient.connect(server.port);
  const { secret } = await alice.ok({ ...HELLO, name: "alice" });
  alice[Symbol.dispose]();
  assertEquals((await bob.notice()).type, "joined");
  assertEquals((await bob.notice()).type, "left");
  await bob.ok({ type: "say", text: "one" });
  using back = await RawClient.connect(server.port);
  assertEquals((await back.ok({ ...HELLO, secret } as typeof HELLO)).missed, 1);
  assertEquals([(await back.notice()).type, (await back.notice()).type], ["message", "joined"]);
});

Deno.test("one's own messages count among those that are kept, and do not come again", async () => {
  await using server = startServer();
  using bob = await RawClient.join(server.port, "bob");
  const alice = await RawClient.connect(server.port);
  const { secret } = await alice.ok({ ...HELLO, name: "alice" });
  assertEquals((await bob.notice()).type, "joined");
  await bob.ok({ type: "say", text: "from bob" });
  const text = "x".repeat(6_000); // more than 1 MiB together, of which at least 200 are kept
  for (let i = 0; i < MAX_MISSED_MESSAGES; i++) await alice.answer({ type: "say", text });
  alice[Symbol.dispose]();
  using back = await RawClient.connect(server.port);
  const { missed, older } = await back.ok({ ...HELLO, secret } as typeof HELLO);
  assertEquals([missed, older], [0, true], "bob's message was pushed out by alice's own");
});

function codeOf(notice: Notice): string | undefined {
  return notice.type === "closing" ? notice.code : undefined;
}
