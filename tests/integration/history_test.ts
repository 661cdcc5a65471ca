/** Earlier messages over the wire, from memory and from a file. */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Ask, Notice, Result } from "../../protocol/mod.ts";
import { SqliteJournal } from "../../server/journal/sqlite/sqlite_journal.ts";
import type { KeepingChange } from "../../server/journal/sqlite/keeper.ts";
import { RawClient } from "../helpers/raw_client.ts";
import { testWith } from "../helpers/needs.ts";
import { TempFolder } from "../helpers/temp_folder.ts";
import { startServer } from "../helpers/test_server.ts";

type Message = Notice<"message">;

/** A journal in a file that is closed with its server. */
function openJournal(path: string, changes: KeepingChange[] = []): Promise<SqliteJournal> {
  return SqliteJournal.open({
    path,
    days: 30,
    maxBytes: 1e9,
    random: () => crypto.randomUUID(),
    onChange: (change) => changes.push(change),
  });
}

/** Says hello; returns the answer, and the messages that it announces. */
async function hello(
  client: RawClient,
  ask: Omit<Ask<"hello">, "type" | "version">,
): Promise<{ ok: Result<"hello">; messages: Message[] }> {
  const ok = await client.ok({ type: "hello", version: 1, ...ask }) as Result<"hello">;
  return { ok, messages: await messages(client, (ok.earlier ?? 0) + (ok.missed ?? 0)) };
}

async function messages(client: RawClient, count: number): Promise<Message[]> {
  const all: Message[] = [];
  while (all.length < count) all.push(await client.notice() as Message);
  return all;
}

/** Asks for earlier messages; returns their numbers and whether there are more. */
async function page(
  client: RawClient,
  ask: Ask<"history"> | Ask<"find">,
): Promise<[number[], boolean]> {
  const { count, more } = await client.ok(ask) as Result<"history">;
  const all = await messages(client, count);
  assert(all.every(({ earlier }) => earlier));
  return [all.map(({ seq }) => seq), more];
}

for (const kind of ["memory", "file"]) {
  testWith(
    ["read", "write"],
    `earlier messages on joining, by page and by words, from ${kind}`,
    async () => {
      await using folder = await TempFolder.make();
      const journal = kind === "file" ? await openJournal(folder.file("room.db")) : undefined;
      await using server = startServer({ journal, now: () => 1_795_262_400_000 });
      using alice = await RawClient.join(server.port, "alice");
      for (let at = 1; at <= 5; at++) await alice.ok({ type: "say", text: `Text number ${at}` });
      await alice.send({ type: "tell", to: "alice", text: "a secret number" });
      await alice.notice();
      await alice.reply();
      await alice.ok({ type: "say", text: "the last" });

      using bob = await RawClient.connect(server.port);
      const { ok, messages: seen } = await hello(bob, { name: "bob", history: 3 });
      assertEquals([ok.earlier, ok.older, ok.missed, ok.seq], [3, true, undefined, 7]);
      assertEquals(seen.map(({ seq }) => seq), [4, 5, 7]);
      assertEquals(seen[2], {
        type: "message",
        from: "alice",
        text: "the last",
        time: 1_795_262_400_000,
        seq: 7,
        earlier: true,
      });
      assertEquals((await bob.notice()).type, "joined");

      assertEquals(await page(bob, { type: "history", before: 4, count: 2 }), [[2, 3], true]);
      assertEquals(await page(bob, { type: "history", before: 2 }), [[1], false]);
      assertEquals(await page(bob, { type: "history", after: 4, count: 1 }), [[5], true]);
      assertEquals(await page(bob, { type: "history", after: 7 }), [[], false]);
      assertEquals(await page(bob, { type: "history", since: 1_795_262_400_001 }), [[], false]);
      assertEquals(await page(bob, { type: "find", text: "NUMBER text", count: 2 }), [
        [4, 5],
        true,
      ]);
      assertEquals(await page(bob, { type: "find", text: "secret" }), [[], false]);
      assertEquals(await bob.refusal({ type: "find", text: " " }), "text-bad");
      assertEquals(await bob.refusal({ type: "find", text: "x".repeat(257) }), "text-bad");

      using nobody = await RawClient.join(server.port);
      assertEquals(await page(nobody, { type: "history", count: 1 }), [[7], true]);
      using plain = await RawClient.connect(server.port);
      const { ok: old } = await hello(plain, { name: "plain" });
      assertEquals([old.earlier, old.older, old.missed], [undefined, undefined, undefined]);
    },
  );
}

testWith(
  ["read", "write"],
  "pages of long messages wait for the client, and cut nobody",
  async () => {
    await using folder = await TempFolder.make();
    const journal = await openJournal(folder.file("room.db"));
    await using server = startServer({ journal, limits: { maxQueueBytes: 65_536 } });
    using alice = await RawClient.join(server.port, "alice");
    for (let at = 0; at < 20; at++) await alice.ok({ type: "say", text: "é".repeat(20_000) });
    using bob = await RawClient.join(server.port, "bob");
    for (let at = 0; at < 20; at++) await bob.send({ type: "history" });
    for (let at = 0; at < 20; at++) {
      const { ok } = await bob.reply();
      assertEquals(ok, { count: 6, more: true });
      assertEquals((await messages(bob, 6)).map(({ seq }) => seq), [15, 16, 17, 18, 19, 20]);
    }
  },
);

testWith(
  ["read", "write"],
  "after a restart a client gets what others said, once, and not its own",
  async () => {
    await using folder = await TempFolder.make();
    const path = folder.file("room.db");
    const start = async () => startServer({ journal: await openJournal(path) });
    const first = await start();
    using alice = await RawClient.connect(first.port);
    const { ok } = await hello(alice, { name: "alice" });
    const { room, secret } = ok;
    using bob = await RawClient.join(first.port, "bob");
    await bob.ok({ type: "say", text: "before" });
    const { seq: last } = (await messages(alice, 3)).at(-1)!;
    await alice.answer({ type: "say", text: "my own" });
    await bob.answer({ type: "say", text: "lost on the way" });
    await bob.answer({ type: "tell", to: "alice", text: "private" });
    await first[Symbol.asyncDispose]();

    await using second = await start();
    using carol = await RawClient.join(second.port, "carol");
    await carol.ok({ type: "say", text: "new" });
    using again = await RawClient.connect(second.port);
    const { ok: back, messages: missed } = await hello(again, {
      name: "alice",
      room,
      secret,
      last,
    });
    assertEquals([back.resumed, back.missed, back.older], [undefined, 2, false]);
    assertEquals([back.room, back.secret, back.seq], [room, secret, 5]);
    assertEquals(missed.map(({ seq, text }) => [seq, text]), [[3, "lost on the way"], [5, "new"]]);
    assert(missed.every(({ earlier }) => earlier === undefined));
  },
);

testWith(["read", "write"], "a room that is another one begins at its own numbers", async () => {
  await using server = startServer();
  using alice = await RawClient.join(server.port, "alice");
  await alice.ok({ type: "say", text: "hi" });
  const secret = crypto.randomUUID();
  for (const last of [0, 99]) {
    using bob = await RawClient.connect(server.port);
    const { ok } = await hello(bob, { room: "another", secret, last });
    assertEquals([ok.missed, ok.resumed], [undefined, undefined]);
    assertNotEquals(ok.secret, secret);
  }
  using carol = await RawClient.connect(server.port);
  const { ok: { room } } = await hello(carol, {});
  for (const [last, missed] of [[0, 1], [1, 0], [2, undefined]]) {
    using bob = await RawClient.connect(server.port);
    const own = crypto.randomUUID();
    const { ok } = await hello(bob, { name: `bob${last}`, room, secret: own, last });
    assertEquals(ok.missed, missed, `last: ${last}`);
  }
  for (const bad of ["", "short", "x".repeat(65)]) {
    using bob = await RawClient.connect(server.port);
    const { ok } = await hello(bob, { room, secret: bad, last: 1 });
    assertEquals(ok.secret.length, 36);
  }
});
