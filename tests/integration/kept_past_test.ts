/** The past of a room in a real SQLite file. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import type { KeptPast } from "../../server/journal/sqlite/kept_past.ts";
import { APPLICATION_ID, MIGRATIONS } from "../../server/journal/sqlite/schema.ts";
import { MAX_EXAMINED } from "../../server/journal/sqlite/searcher.ts";
import { chronicle } from "../helpers/chronicle.ts";
import { add, NOON, openPast, say, seqsOf } from "../helpers/kept_past.ts";
import { testWith } from "../helpers/needs.ts";
import { TempFolder } from "../helpers/temp_folder.ts";

testWith(
  ["read", "write"],
  "KeptPast: a restart goes on with room, numbers and messages",
  async () => {
    await using folder = await TempFolder.make();
    const path = folder.file("state/room.db");
    const first = await openPast(path);
    say(first, "one");
    first.number();
    say(first, "three");
    first.number();
    const { room } = first;
    await first.close();
    await using past = await openPast(path);
    assertEquals([past.room, past.seq], [room, 4]);
    assertEquals(say(past, "five"), 5);
    assertEquals(seqsOf(past.page({ count: 10, maxBytes: 9999 })), [1, 3, 5]);
  },
);

testWith(["read", "write"], "KeptPast: files are for their owner alone", async () => {
  await using folder = await TempFolder.make();
  await using past = await openPast(folder.file("room.db"));
  say(past, "hello");
  const files = await folder.files();
  assertEquals(files, ["room.db", "room.db-wal"]);
  for (const name of files) {
    assertEquals((await Deno.stat(folder.file(name))).mode! & 0o777, 0o600, name);
  }
});

testWith(["read", "write"], "KeptPast: pages go back, go on, and begin at a time", async () => {
  await using folder = await TempFolder.make();
  await using past = await openPast(folder.file("room.db"));
  for (let at = 1; at <= 10; at++) say(past, `text ${at}`, { time: NOON + at * 1000 });
  const page = (query: object) => past.page({ count: 3, maxBytes: 9999, ...query });
  assertEquals(seqsOf(page({})), [8, 9, 10]);
  assertEquals(seqsOf(page({ before: 8 })), [5, 6, 7]);
  assertEquals([seqsOf(page({ before: 3 })), page({ before: 3 }).more], [[1, 2], false]);
  assertEquals([seqsOf(page({ after: 2 })), page({ after: 2 }).more], [[3, 4, 5], true]);
  assertEquals([seqsOf(page({ after: 7 })), page({ after: 7 }).more], [[8, 9, 10], false]);
  assertEquals(seqsOf(page({ since: NOON + 9000 })), [9, 10]);
  assertEquals(seqsOf(page({ since: NOON + 4500, after: 0 })), [5, 6, 7]);
  assertEquals(seqsOf(page({ since: NOON + 99_000 })), []);
  assertEquals(page({}).messages[0], {
    type: "message",
    from: "alice",
    text: "text 8",
    time: NOON + 8000,
    seq: 8,
  });
});

testWith(
  ["read", "write"],
  "KeptPast: nobody is given their own messages after a number",
  async () => {
    await using folder = await TempFolder.make();
    await using past = await openPast(folder.file("room.db"));
    say(past, "mine", { author: 7 });
    say(past, "yours", { author: 8 });
    say(past, "mine again", { author: 7 });
    assertEquals(past.after(0, 7).map(({ seq }) => seq), [2]);
    assertEquals(past.after(1, 9).map(({ seq }) => seq), [2, 3]);
  },
);

testWith(["read", "write"], "KeptPast: any text comes back as it was, but for NUL", async () => {
  await using folder = await TempFolder.make();
  await using past = await openPast(folder.file("room.db"));
  const texts = [
    "'; DROP TABLE message; --",
    "two\nlines",
    "🎉 é\u0301",
    "\x1b[31m",
    "a".repeat(65_535),
  ];
  for (const text of texts) say(past, text);
  say(past, "nul: \0 after");
  const kept = past.page({ count: 10, maxBytes: 1e6 }).messages.map(({ text }) => text);
  assertEquals(kept, [...texts, "nul: \ufffd after"]);
});

testWith(
  ["read", "write"],
  "KeptPast.find(): before and after the index, short words too",
  async () => {
    await using folder = await TempFolder.make();
    const timers = chronicle();
    await using past = await openPast(folder.file("room.db"), { after: timers.after });
    for (let at = 1; at <= 1_200; at++) {
      say(
        past,
        at % 100 === 0 ? `Überraschung ${at}` : `text ${at}`,
      );
    }
    const find = async (text: string, query: object = {}) =>
      seqsOf(await past.find(text, { count: 3, maxBytes: 9999, ...query }));
    for (let indexed = 0; indexed < 3; indexed++) {
      assertEquals(await find("rasch"), [1000, 1100, 1200]);
      assertEquals(await find("UBER 9"), [900]);
      assertEquals(await find("ub 70"), [700]);
      assertEquals(await find("uberraschung", { before: 1000 }), [700, 800, 900]);
      assertEquals(await find("uberraschung", { before: 1000, after: 700 }), [800, 900]);
      assertEquals(await find('" OR 1 NEAR( *'), []);
      timers.runAll(indexed === 0 ? 5 : Infinity);
    }
  },
);

testWith(
  ["read", "write"],
  "KeptPast.find(): a search that finds little ends early, and goes on",
  async () => {
    await using folder = await TempFolder.make();
    await using past = await openPast(folder.file("room.db"));
    say(past, "zq is rare");
    for (let at = 0; at < MAX_EXAMINED; at++) add(past, "text");
    past.commit();
    const query = { count: 9, maxBytes: 9999 };
    const { messages, more, reached } = await past.find("zq", query);
    assertEquals([messages, more, reached], [[], true, 2]);
    assertEquals(await past.find("zq", { ...query, before: reached }), {
      messages: past.page({ ...query, before: 2 }).messages,
      more: false,
    });
  },
);

testWith(
  ["read", "write"],
  "KeptPast: prunes by age and by size, and gives the space back",
  async () => {
    await using folder = await TempFolder.make();
    const timers = chronicle();
    let now = NOON;
    const options = { days: 30, maxBytes: 4_000_000, now: () => now, after: timers.after };
    await using past = await openPast(folder.file("room.db"), options);
    for (let at = 0; at < 6_000; at++) say(past, `${at} ${crypto.randomUUID()}`.repeat(20));
    timers.runAll();
    const { messages: [oldest] } = past.page({ count: 1, maxBytes: 9999, after: 0 });
    assert(oldest!.seq > 500 && oldest!.seq < 5_500, `oldest: ${oldest!.seq}`);
    assertEquals(past.forgotten(0), oldest!.seq - 1);
    now += 31 * 86_400_000;
    past.tidy();
    timers.runAll();
    assertEquals(past.page({ count: 1, maxBytes: 9999 }).messages, []);
    assertEquals(say(past, "later", { time: now }), 6_001);
    assertEquals(seqsOf(await past.find("later", { count: 9, maxBytes: 9999 })), [6_001]);
    await past.close();
    const { size } = await Deno.stat(folder.file("room.db"));
    assert(size < 2_000_000, `${size} bytes`);
  },
);

testWith(["read", "write"], "KeptPast: an older schema is brought up to date", async () => {
  for (let version = 0; version < MIGRATIONS.length; version++) {
    await using folder = await TempFolder.make();
    const path = folder.file("room.db");
    const db = new DatabaseSync(path);
    db.exec(MIGRATIONS.slice(0, version).join("\n"));
    if (version > 0) {
      db.exec(`INSERT INTO message (seq, time, name, text) VALUES (41, ${NOON}, 'bob', 'old one');
        INSERT INTO about VALUES ('room', 'the room'), ('seq', 42);
        PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version};`);
    }
    db.close();
    await using past = await openPast(path);
    if (version > 0) {
      assertEquals([past.room, past.seq], ["the room", 42]);
      assertEquals(past.after(0, 7).map(({ text }) => text), ["old one"]);
      assertEquals(seqsOf(await past.find("old", { count: 1, maxBytes: 9999 })), [41]);
    }
    assert(say(past, "new") > 0);
  }
});

testWith(
  ["read", "write"],
  "KeptPast: what is not this program's is refused and not touched",
  async () => {
    const refusals: [string, RegExp][] = [
      [`CREATE TABLE t (x)`, /another program made it/],
      [
        `CREATE TABLE about (x); PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 99;`,
        /schema is version 99, and this program knows \d+/,
      ],
    ];
    for (const [sql, why] of refusals) {
      await using folder = await TempFolder.make();
      const path = folder.file("room.db");
      const db = new DatabaseSync(path);
      db.exec(sql);
      db.close();
      const before = await Deno.readFile(path);
      const { message } = await assertRejects(() => openPast(path), Error);
      assertMatch(message, /^Cannot keep the history in .*room\.db: /);
      assertMatch(message, why);
      assertEquals(await Deno.readFile(path), before);
      assertEquals(await folder.files(), ["room.db"]);
    }
  },
);

testWith(["read", "write"], "KeptPast: a file that a server has open is refused", async () => {
  await using folder = await TempFolder.make();
  await using past = await openPast(folder.file("room.db"));
  say(past, "hello");
  const error = await assertRejects(() => openPast(folder.file("room.db")), Error);
  assertMatch(error.message, /another server has it open/);
});

testWith(
  ["read", "write"],
  "KeptPast: a search that runs when the file is closed is refused",
  async () => {
    await using folder = await TempFolder.make();
    const past: KeptPast = await openPast(folder.file("room.db"));
    for (let at = 0; at < 3_000; at++) say(past, "text");
    const searches = Array.from({ length: 3 }, () => past.find("zz", { count: 1, maxBytes: 99 }));
    const outcomes = Promise.allSettled(searches);
    await past.close();
    for (const outcome of await outcomes) {
      if (outcome.status === "rejected") assertMatch(`${outcome.reason}`, /history/);
    }
  },
);
