/** Coming back over real connections, which a proxy breaks in every way that connections break. */
import { assertEquals } from "@std/assert";
import { encodeFrame, FrameType, type Result } from "../../protocol/mod.ts";
import { ChaosProxy } from "../helpers/chaos_proxy.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";
import { Watch } from "../helpers/watch.ts";

/** Says hello with a secret; returns the answer, whose `missed` messages are still to be read. */
async function comeBack(
  port: number,
  hello: { secret: string; last?: number; name?: string },
): Promise<{ client: RawClient; result: Result<"hello"> }> {
  const client = await RawClient.connect(port);
  const result = await client.ok({ type: "hello", version: 1, ...hello });
  return { client, result: result as unknown as Result<"hello"> };
}

Deno.test("a silent drop that heals shows others nothing, and loses nothing", async () => {
  await using server = startServer();
  await using proxy = await ChaosProxy.start(server.port);
  using bob = await RawClient.join(server.port, "bob");
  using alice = await RawClient.connect(proxy.port);
  const { secret } = await alice.ok({ type: "hello", version: 1, name: "alice" });
  assertEquals((await bob.notice()).type, "joined");
  proxy.cut("silence");
  await bob.ok({ type: "say", text: "one" });
  await bob.ok({ type: "tell", to: "alice", text: "two" });
  const { client, result } = await comeBack(proxy.port, { secret: secret as string, last: 0 });
  using back = client;
  assertEquals([result.name, result.resumed, result.missed], ["alice", true, 2]);
  assertEquals([await text(back), await text(back)], ["one", "two"]);
  assertEquals(await bob.ok({ type: "who" }), { names: ["bob", "alice"] }, "and no notice before");
  await back.ok({ type: "say", text: "back" });
  assertEquals(await text(bob), "back");
});

for (const how of ["rst", "fin"] as const) {
  Deno.test(`${how}: others are told at once, the name is free, and the client comes back`, async () => {
    await using server = startServer();
    await using proxy = await ChaosProxy.start(server.port);
    using bob = await RawClient.join(server.port, "bob");
    using alice = await RawClient.connect(proxy.port);
    const { secret } = await alice.ok({ type: "hello", version: 1, name: "alice" });
    assertEquals((await bob.notice()).type, "joined");
    proxy.cut(how, "server");
    assertEquals((await bob.notice()).type, "left");
    assertEquals(await bob.refusal({ type: "tell", to: "alice", text: "x" }), "no-such-user");
    await bob.ok({ type: "say", text: "to all" });
    const { client, result } = await comeBack(proxy.port, { secret: secret as string });
    using back = client;
    assertEquals([result.name, result.missed], ["alice", 1]);
    assertEquals(await text(back), "to all");
    assertEquals((await bob.notice()).type, "joined");
  });
}

Deno.test("a client that missed far more than its queue holds gets all of it, in order", async () => {
  await using server = startServer();
  using bob = await RawClient.join(server.port, "bob");
  using alice = await RawClient.connect(server.port);
  const { secret } = await alice.ok({ type: "hello", version: 1, name: "alice" });
  alice.conn.close();
  assertEquals([(await bob.notice()).type, (await bob.notice()).type], ["joined", "left"]);
  const long = "x".repeat(60_000);
  for (let i = 0; i < 50; i++) await bob.ok({ type: "say", text: `${i} ${long}` });
  const { client, result } = await comeBack(server.port, { secret: secret as string });
  using back = client;
  assertEquals([result.missed, result.older], [50, false]);
  for (let i = 0; i < 50; i++) assertEquals(await text(back), `${i} ${long}`);
  assertEquals((await back.notice()).type, "joined");
});

Deno.test("the old connection is closed without a word", async () => {
  await using server = startServer();
  using alice = await RawClient.connect(server.port);
  const { secret } = await alice.ok({ type: "hello", version: 1 });
  const { client } = await comeBack(server.port, { secret: secret as string });
  using _back = client;
  assertEquals(await alice.frame(), undefined);
});

Deno.test("a wrong secret gets a fresh name or none, and no message", async () => {
  await using server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  using bob = await RawClient.join(server.port, "bob");
  await bob.ok({ type: "tell", to: "alice", text: "private" });
  using mallory = await RawClient.connect(server.port);
  const hello = { type: "hello", version: 1, secret: "guessed", last: 0 };
  assertEquals(
    await mallory.refusal({ ...hello, name: "alice" } as { type: string }),
    "name-taken",
  );
  const { resumed, missed } = await mallory.ok(hello);
  assertEquals([resumed, missed], [undefined, undefined]);
  assertEquals((await alice.notice()).type, "joined");
});

/** Every state that a conversation can be in when its connection is reset. */
const STATES: Record<string, (client: RawClient) => Promise<unknown>> = {
  "before hello": () => Promise.resolve(),
  "in the middle of hello": (client) => client.write(new Uint8Array([0, 0, 0, 90, 1, 123])),
  "after a refused hello": (client) => client.ask({ type: "hello", version: 1, name: "bob" }),
  nameless: (client) => client.ok({ type: "hello", version: 1 }),
  named: (client) => client.ok({ type: "hello", version: 1, name: "alice" }),
  "in the middle of a message": async (client) => {
    await client.ok({ type: "hello", version: 1, name: "alice" });
    await client.write(new Uint8Array([0, 0, 1, 0, 1, 123, 34]));
  },
  "with answers unread": async (client) => {
    await client.ok({ type: "hello", version: 1, name: "alice" });
    for (let i = 0; i < 20; i++) await client.send({ type: "who" });
  },
  "after a logout": async (client) => {
    await client.ok({ type: "hello", version: 1, name: "alice" });
    await client.notice();
    await client.ok({ type: "logout" });
  },
  "after goodbye": async (client) => {
    await client.ok({ type: "hello", version: 1, name: "alice" });
    await client.send({ type: "bye" });
  },
  "come back": async (client) => {
    const { secret } = await client.ok({ type: "hello", version: 1, name: "alice" });
    const { client: back } = await comeBack((client.conn.remoteAddr as Deno.NetAddr).port, {
      secret: secret as string,
    });
    await back.ok({ type: "who" });
    back[Symbol.dispose]();
  },
};

for (const [state, reach] of Object.entries(STATES)) {
  Deno.test(`a connection that is reset ${state} leaves no name behind`, async () => {
    const watch = new Watch();
    const types: string[] = [];
    const log = ({ type }: { type: string }) => (types.push(type), watch.changed());
    await using server = startServer({ log });
    const count = (wanted: string) => types.filter((type) => type === wanted).length;
    await using proxy = await ChaosProxy.start(server.port);
    proxy.split = 7;
    using bob = await RawClient.join(server.port, "bob");
    using client = await RawClient.connect(proxy.port);
    await watch.until(() => count("connection") === 2 || undefined, () => "no connection came");
    await reach(client);
    proxy.reset();
    await watch.until(
      () => count("ended") === count("connection") - 1 || undefined,
      () => `of ${count("connection")} connections, ${count("ended")} ended`,
    );
    using late = await RawClient.connect(server.port);
    await late.ok({ type: "hello", version: 1 });
    assertEquals(await late.ok({ type: "who" }), { names: ["bob"] });
    await bob.write(encodeFrame(FrameType.PING));
    assertEquals(await untilPong(bob), true);
  });
}

/** Reads on to the answer to a ping. */
async function untilPong(client: RawClient): Promise<boolean> {
  for (;;) {
    const frame = await client.frame();
    if (frame?.type === FrameType.PONG) return true;
    if (!frame) return false;
  }
}

async function text(client: RawClient): Promise<string> {
  const notice = await client.notice();
  assertEquals(notice.type, "message");
  return (notice as { text: string }).text;
}
