/** The journal in memory: numbers, pages, what is found, and what is dropped. */
import { assertEquals } from "@std/assert";
import { MAX_MISSED_MESSAGES } from "../../../../protocol/mod.ts";
import { MemoryJournal } from "../../../../server/journal/memory_journal.ts";
import type { RoomEvent } from "../../../../server/room/events.ts";
import type { PageQuery, PastPage } from "../../../../server/room/past.ts";
import { pure } from "../../../helpers/pure.ts";

const NOON = Date.UTC(2026, 10, 21, 12);
const ALICE = 1;
const BOB = 2;

/** A message to everyone, which only a journal numbers. */
function said(text: string, { author = ALICE, time = NOON } = {}): RoomEvent {
  return { type: "said", from: "alice", text, time, author } as RoomEvent;
}

/** A journal in which these were said, in this order. */
function journalOf(...texts: readonly string[]): MemoryJournal {
  const journal = new MemoryJournal({ room: "the room" });
  for (const [at, text] of texts.entries()) {
    journal.propose(said(text, { time: NOON + at * 1_000 }));
  }
  return journal;
}

function seqsOf({ messages }: PastPage): number[] {
  return messages.map(({ seq }) => seq);
}

function page(journal: MemoryJournal, query: Partial<PageQuery>): [number[], boolean] {
  const read = journal.past.page({ count: 3, maxBytes: 10_000, ...query });
  return [seqsOf(read), read.more];
}

pure("MemoryJournal numbers messages, public or private, and applies every event", () => {
  const journal = new MemoryJournal({ room: "the room" });
  const applied: [number, string][] = [];
  journal.onApplied = (seq, { type }) => applied.push([seq, type]) > 0;
  for (const type of ["said", "told", "named", "said"] as const) {
    journal.propose({ ...said("hi"), type } as RoomEvent);
  }
  assertEquals(applied, [[1, "said"], [2, "told"], [2, "named"], [3, "said"]]);
  assertEquals([journal.past.seq, journal.past.room], [3, "the room"]);
  assertEquals(page(journal, {}), [[1, 3], false]);
});

pure("MemoryJournal.page() goes back, goes on, and begins at a time", () => {
  const journal = journalOf(...Array.from({ length: 10 }, (_, at) => `text ${at + 1}`));
  assertEquals(page(journal, {}), [[8, 9, 10], true]);
  assertEquals(page(journal, { before: 8 }), [[5, 6, 7], true]);
  assertEquals(page(journal, { before: 4 }), [[1, 2, 3], false]);
  assertEquals(page(journal, { before: 1 }), [[], false]);
  assertEquals(page(journal, { after: 2 }), [[3, 4, 5], true]);
  assertEquals(page(journal, { after: 7 }), [[8, 9, 10], false]);
  assertEquals(page(journal, { after: 0, before: 3 }), [[1, 2], false]);
  assertEquals(page(journal, { since: NOON + 8_000 }), [[9, 10], false]);
  assertEquals(page(journal, { since: NOON + 3_500, after: 0 }), [[5, 6, 7], true]);
  assertEquals(page(journal, { since: NOON + 99_000 }), [[], false]);
  assertEquals(page(journal, { count: 0 }), [[], true]);
  assertEquals(page(journal, { maxBytes: 1 }), [[10], true]);
});

pure("MemoryJournal.find() finds the newest messages with every word, anywhere", async () => {
  const journal = journalOf("Été one", "two", "ONE two", "one (two) three", "ete");
  const find = async (text: string, query: Partial<PageQuery> = {}) => {
    const found = await journal.past.find(text, { count: 2, maxBytes: 10_000, ...query });
    return [seqsOf(found), found.more];
  };
  assertEquals(await find("one"), [[3, 4], true]);
  assertEquals(await find("TWO one"), [[3, 4], false]);
  assertEquals(await find("ete"), [[1, 5], false]);
  assertEquals(await find("one", { before: 4 }), [[1, 3], false]);
  assertEquals(await find("one", { after: 3 }), [[4], false]);
  assertEquals(await find("o", { count: 9, since: NOON + 2_000 }), [[3, 4], false]);
  assertEquals(await find("(two)"), [[4], false]);
  assertEquals(await find('" OR *'), [[], false]);
});

pure("MemoryJournal.after() leaves out what the reader said", () => {
  const journal = new MemoryJournal({ room: "the room" });
  for (const author of [ALICE, BOB, ALICE]) journal.propose(said("hi", { author }));
  assertEquals(journal.past.after(0, ALICE).map(({ seq }) => seq), [2]);
  assertEquals(journal.past.after(1, BOB).map(({ seq }) => seq), [3]);
  assertEquals(journal.past.after(3, 9), []);
});

pure("MemoryJournal keeps as many as a client may have missed, and more if they are short", () => {
  const count = MAX_MISSED_MESSAGES;
  const journal = new MemoryJournal({ room: "the room", keepBytes: 1, maxBytes: 1_000_000 });
  for (let at = 0; at < count; at++) journal.propose(said("x"));
  assertEquals([journal.past.forgotten(BOB), page(journal, { after: 0, count: 1 })[0]], [0, [1]]);
  journal.propose(said("x"));
  assertEquals([journal.past.forgotten(BOB), page(journal, { after: 0, count: 1 })[0]], [1, [2]]);
  const roomy = new MemoryJournal({ room: "the room", keepBytes: 1_000_000 });
  for (let at = 0; at < 2 * count; at++) roomy.propose(said("x"));
  assertEquals(roomy.past.forgotten(BOB), 0);
});

pure("MemoryJournal keeps few messages if they are long", () => {
  const journal = new MemoryJournal({ room: "the room", keepBytes: 1, maxBytes: 3_300 });
  for (let at = 0; at < 9; at++) journal.propose(said("x".repeat(1_000)));
  assertEquals(page(journal, { count: 9 }), [[7, 8, 9], false]);
  assertEquals(journal.past.forgotten(BOB), 6);
});

pure("MemoryJournal.forgotten() tells a reader of what somebody else said only", () => {
  const journal = new MemoryJournal({ room: "the room", keepBytes: 1, maxBytes: 101 });
  for (const author of [BOB, ALICE, ALICE, ALICE]) journal.propose(said("x", { author }));
  assertEquals(journal.past.forgotten(BOB), 3);
  assertEquals(journal.past.forgotten(ALICE), 1);
});
