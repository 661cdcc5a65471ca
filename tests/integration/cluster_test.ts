/** Several servers, one room, with a real NATS server. */
import { assert, assertEquals } from "@std/assert";
import { startCluster, startClustered } from "../helpers/clustered_server.ts";
import { NATS_PROGRAM, NatsServer } from "../helpers/nats_server.ts";
import { testWith } from "../helpers/needs.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { RoamingGuest } from "../helpers/roaming_guest.ts";

function test(name: string, fn: (nats: NatsServer) => Promise<void>): void {
  testWith(["read", "write", "run", "env"], `cluster: ${name}`, async () => {
    await using nats = await NatsServer.start();
    await fn(nats);
  }, NATS_PROGRAM);
}

test("people on two servers are in one room", async (nats) => {
  await using servers = await startCluster(nats.url, 2);
  const [one, two] = servers;
  await using alice = await RoamingGuest.join("alice", one!.port);
  await using bob = await RoamingGuest.join("bob", two!.port);
  await alice.until(
    "bob has joined",
    ({ events }) => events.some((event) => event.type === "joined" && event.name === "bob"),
  );
  await alice.say("hello");
  await bob.hears("hello");
  await bob.say("hello yourself");
  await alice.hears("hello yourself");
  const who = await alice.ask({ type: "who" });
  assertEquals(who, { ok: { names: ["alice", "bob"] } });
  assertEquals(await bob.ask({ type: "tell", to: "alice", text: "psst" }), { ok: {} });
  await alice.hears("psst");
  assertEquals(bob.texts, ["hello"]);
});

test("a server that starts later knows who is there and what was said", async (nats) => {
  await using one = await startClustered(nats.url);
  await using alice = await RoamingGuest.join("alice", one.port);
  await alice.say("first");
  await using two = await startClustered(nats.url);
  assertEquals(two.journal.past.seq >= one.journal.past.seq - 1, true);
  using bob = await RawClient.connect(two.port);
  const hello = await bob.ok({ type: "hello", version: 1, name: "bob", history: 10 });
  assertEquals(hello.servers, [`127.0.0.1:${one.port}`]);
  assertEquals(hello.earlier, 1);
  const earlier = await bob.notice();
  assert(earlier.type === "message" && earlier.text === "first" && earlier.earlier);
  assertEquals((await bob.answer({ type: "who" })).ok, { names: ["alice", "bob"] });
  assertEquals((await bob.answer({ type: "name", name: "alice" })).error?.code, "name-taken");
});

test("a room that all servers have left keeps what was said, and nobody", async (nats) => {
  {
    await using one = await startClustered(nats.url);
    await using alice = await RoamingGuest.join("alice", one.port);
    await alice.say("remember");
  }
  await using two = await startClustered(nats.url);
  using bob = await RawClient.connect(two.port);
  const hello = await bob.ok({ type: "hello", version: 1, name: "alice", history: 10 });
  assertEquals([hello.name, hello.earlier], ["alice", 1]);
});

test("what is sent again on another server is obeyed once", async (nats) => {
  await using servers = await startCluster(nats.url, 2);
  const [one, two] = servers;
  await using bob = await RoamingGuest.join("bob", two!.port);
  using before = await RawClient.connect(one!.port);
  const hello = await before.ok({ type: "hello", version: 1, name: "alice" });
  await before.send({ type: "say", text: "once" });
  using after = await RawClient.connect(two!.port);
  const { secret, seq: last } = hello as { secret: string; seq: number };
  const back = await after.ok({ type: "hello", version: 1, secret, last });
  assertEquals([back.resumed, back.name], [true, "alice"]);
  // The same id as before: hello was the first request of either connection.
  assertEquals((await after.answer({ type: "say", text: "once" })).ok, {});
  assertEquals((await after.answer({ type: "say", text: "twice" })).ok, {});
  await bob.hears("twice");
  assertEquals(bob.texts, ["once", "twice"]);
});

test("private messages go to who is there, and are not kept for who is away", async (nats) => {
  await using servers = await startCluster(nats.url, 2);
  const [one, two] = servers;
  await using alice = await RoamingGuest.join("alice", one!.port);
  using bob = await RawClient.join(two!.port, "bob");
  const before = one!.journal.past.seq;
  assertEquals(await alice.ask({ type: "tell", to: "bob", text: "psst" }), { ok: {} });
  const heard = await bob.notice();
  assert(heard.type === "message" && heard.private && heard.text === "psst");
  assertEquals(one!.journal.past.seq, before, "the log has not grown");
  bob.conn.close();
  await alice.until("bob has left", ({ events }) => events.some(({ type }) => type === "left"));
  const outcome = await alice.ask({ type: "tell", to: "bob", text: "are you there?" });
  assertEquals("error" in outcome && outcome.error.code, "no-such-user");
});

/** How many pairs of clients, one on each server, want one name at once, and how often. */
const PAIRS = 50;
const ROUNDS = 20;

test("1,000 names that clients of two servers want at once have one owner each", async (nats) => {
  await using servers = await startCluster(nats.url, 2);
  using stack = new DisposableStack();
  const join = async ({ port }: { port: number }) => stack.use(await RawClient.join(port));
  const pairs = await Promise.all(
    Array.from({ length: PAIRS }, () => Promise.all(servers.map(join))),
  );
  const wins = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(pairs.map(async (pair, number) => {
      const name = `n${round}-${number}`;
      const replies = await Promise.all(pair.map((each) => each.answer({ type: "name", name })));
      const owners = replies.flatMap(({ ok }, at) => ok ? [at] : []);
      assertEquals(owners.length, 1, `${name}: ${JSON.stringify(replies)}`);
      assertEquals(replies.find(({ error }) => error)?.error?.code, "name-taken");
      wins[owners[0]!]!++;
    }));
  }
  assertEquals(wins[0]! + wins[1]!, PAIRS * ROUNDS);
  const [one, two] = await Promise.all(pairs[0]!.map((each) => each.answer({ type: "who" })));
  assertEquals(one!.ok, two!.ok);
});

test("in a crowd, who comes and goes is counted; they themselves are told", async (nats) => {
  const limits = { rate: 0, maxClients: 2_000 };
  await using servers = await startCluster(nats.url, 2, { limits });
  const [one, two] = servers;
  using stack = new DisposableStack();
  for (let i = 0; i < 1_000; i += 50) {
    await Promise.all(Array.from({ length: 50 }, async (_, j) => {
      const client = stack.use(await RawClient.connect(one!.port));
      await client.ok({ type: "hello", version: 1, name: `n${i + j}` });
    }));
  }
  await using observer = await RoamingGuest.join("observer", two!.port);
  const newcomers = await Promise.all([1, 2, 3].map(async (number) => {
    const client = stack.use(await RawClient.connect(one!.port));
    assertEquals(
      (await client.answer({ type: "hello", version: 1, name: `late${number}` })).error,
      undefined,
    );
    return client;
  }));
  for (const client of newcomers) assertEquals((await client.notice()).type, "joined");
  newcomers[0]!.conn.close();
  const crowds = () => observer.events.filter((event) => event.type === "crowd");
  const sum = (of: "joined" | "left") => crowds().reduce((all, each) => all + each[of], 0);
  await observer.until("the crowd is counted", () => sum("joined") >= 3 && sum("left") === 1);
  assertEquals(crowds().at(-1)!.online, 1_003);
  assertEquals(observer.events.filter(({ type }) => type === "left"), []);
});
