/** `by`, the id of a visit in notices: what it is the same for, and what the client makes of it. */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import type { Notice } from "../../protocol/mod.ts";
import { CuttingProxy } from "../helpers/cutting_proxy.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { startServer } from "../helpers/test_server.ts";
import { User } from "../helpers/user.ts";
import { WebClient } from "../helpers/web_client.ts";

const HELLO = { type: "hello", version: 1 } as const;

/** The type of the next notice, and the visit it comes from. */
async function next(client: { notice(): Promise<Notice> }): Promise<[string, string | undefined]> {
  const notice = await client.notice();
  return [notice.type, "by" in notice ? notice.by : undefined];
}

Deno.test("all that comes from one visit has one id, whatever the name and the connection", async () => {
  await using server = startServer();
  using bob = await RawClient.join(server.port, "bob");
  await using web = await WebClient.join(server.port, "web");
  const [, other] = await next(bob);
  const alice = await RawClient.connect(server.port);
  const { secret } = await alice.ok({ ...HELLO, name: "alice" });
  const [type, by] = await next(bob);
  assertEquals(type, "joined");
  assertMatch(by!, /^[0-9a-z]{1,8}$/);
  assert(!`${secret}`.includes(by!), "it is no part of the secret");
  assertEquals(await next(web), ["joined", by]);
  assertNotEquals(by, other);
  await alice.answer({ type: "say", text: "known to all" });
  assertEquals(await next(bob), ["message", undefined]);
  using late = await RawClient.join(server.port, "late");
  assertEquals((await next(bob))[0], "joined");
  await alice.answer({ type: "say", text: "not known to who has just come" });
  assertEquals(await next(bob), ["message", by]);
  await alice.answer({ type: "say", text: "known again" });
  assertEquals(await next(bob), ["message", undefined]);
  await late.answer({ type: "bye" });
  assertEquals((await next(bob))[0], "left");
  await alice.answer({ type: "tell", to: "bob", text: "psst" });
  await alice.answer({ type: "name", name: "alicia" });
  alice[Symbol.dispose]();
  using back = await RawClient.connect(server.port);
  assertEquals((await back.ok({ ...HELLO, secret } as typeof HELLO)).resumed, true);
  await back.answer({ type: "logout" });
  await back.answer({ type: "login", name: "ann" });
  await back.answer({ type: "bye" });
  const types = ["message", "renamed", "left", "joined", "left", "joined", "left"];
  for (const type of types) assertEquals(await next(bob), [type, by]);
});

Deno.test("who takes a name next is another visit, and the server itself is none", async () => {
  await using server = startServer();
  using bob = await RawClient.join(server.port, "bob");
  const visits: (string | undefined)[] = [];
  for (let i = 0; i < 2; i++) {
    using alice = await RawClient.join(server.port, "alice");
    await alice.ok({ type: "bye" });
    const [[, joined], [, left]] = [await next(bob), await next(bob)];
    assertEquals(joined, left);
    visits.push(joined);
  }
  assertNotEquals(visits[0], visits[1]);
  server.operator.carryOut({ type: "say", text: "Lunch" });
  assertEquals(await next(bob), ["message", undefined]);
});

Deno.test("a server that starts anew gives other ids", async () => {
  const seen = new Set<string | undefined>();
  for (const now of [1e12, 1e12 + 1]) {
    await using server = startServer({ now: () => now, random: () => "one room".repeat(5) });
    using client = await RawClient.connect(server.port);
    await client.ok({ ...HELLO, name: "alice" });
    seen.add((await next(client))[1]);
  }
  assertEquals(seen.size, 2);
});

Deno.test("a client that was cut off ignores and answers those whom its user chose", async () => {
  await using server = startServer();
  await using proxy = new CuttingProxy(server.port, []);
  using bob = await RawClient.join(server.port, "bob");
  using dave = await RawClient.join(server.port, "dave");
  await using alice = new User(proxy.port, "messenger", "alice", { reconnect: true });
  await until(bob, (notice) => notice.type === "joined" && notice.name === "alice");
  await bob.answer({ type: "say", text: "spam" });
  await alice.line("bob: spam");
  await dave.answer({ type: "tell", to: "alice", text: "psst" });
  await alice.line("dave (private): psst");
  await alice.type("/ignore bob");
  await alice.type("/help");
  await alice.line(/ignore/);
  proxy.breakAll();
  // While alice is away, both get other names, and others take theirs.
  await bob.answer({ type: "name", name: "carol" });
  await dave.answer({ type: "name", name: "eve" });
  using newBob = await RawClient.join(server.port, "bob");
  using newDave = await RawClient.join(server.port, "dave");
  proxy.mend();
  await until(newDave, (notice) => notice.type === "joined" && notice.name === "alice");
  await bob.answer({ type: "say", text: "spam again" });
  await newBob.answer({ type: "say", text: "I am the new bob" });
  await newDave.answer({ type: "say", text: "I am the new dave" });
  await dave.answer({ type: "say", text: "I wrote to you" });
  await alice.line("eve: I wrote to you");
  assert(alice.lines.includes("bob: I am the new bob"));
  assert(!alice.lines.includes("carol: spam again"));
  await alice.type("/reply it was you");
  const answer = await until(dave, (notice) => notice.type === "message" && notice.private);
  assertEquals("text" in answer && answer.text, "it was you");
});

/** Skips notices until one is as wanted. */
async function until(
  client: RawClient,
  isWanted: (notice: Notice) => boolean | undefined,
): Promise<Notice> {
  for (;;) {
    const notice = await client.notice();
    if (isWanted(notice)) return notice;
  }
}
