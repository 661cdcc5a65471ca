/**
 * What a history of many messages costs: start, pages, searches, memory.
 * `deno run --allow-all tests/soak/million_messages.ts [MESSAGES]`
 *
 * @module
 */
import { checkName } from "../../protocol/mod.ts";
import { SqliteJournal } from "../../server/journal/sqlite/sqlite_journal.ts";
import { quantile } from "../bench/statistics.ts";
import { Random } from "./random.ts";

const COUNT = Number(Deno.args[0] ?? 1_000_000);
const BATCH = 200;
const WORDS = 20_000;
const SEED = 7;
const PAGE = { count: 20, maxBytes: 262_144 };

const alice = checkName("alice");
const random = new Random(SEED);
const words = Array.from({ length: WORDS }, (_, rank) => wordOf(rank));
const folder = await Deno.makeTempDir({ prefix: "chat-million-" });
const path = `${folder}/room.db`;
try {
  await fill();
  await measure();
} finally {
  await Deno.remove(folder, { recursive: true });
}

/** A made-up word: short if it is frequent. */
function wordOf(rank: number): string {
  const syllables = 1 + Math.floor(Math.log10(rank + 1) / 1.5) + random.below(2);
  const one = () => `${random.pick([..."bcdfghklmnprstvw"])}${random.pick([..."aeiou"])}`;
  return Array.from({ length: syllables }, one).join("") + random.pick(["", "n", "r", "st", "ing"]);
}

/** A word, the frequent ones more often: Zipf's law. */
function someWord(): string {
  return words[Math.floor(WORDS ** random.next()) - 1]!;
}

function open(): Promise<SqliteJournal> {
  const onChange = (change: unknown) => console.log(change);
  const random = () => crypto.randomUUID();
  return SqliteJournal.open({ path, days: 30, maxBytes: 1e10, random, onChange });
}

async function fill(): Promise<void> {
  const journal = await open();
  const began = performance.now();
  for (let at = 0; at < COUNT; at += BATCH) {
    for (let each = 0; each < BATCH; each++) {
      const text = Array.from({ length: 3 + random.below(10) }, someWord).join(" ");
      const event = { type: "said", member: 1, author: 1 + random.below(100), from: alice, text };
      const request = { id: 1, digest: 1 };
      journal.propose({ ...event, type: "said", request, time: Date.now(), at: 0 });
    }
    journal.commit();
  }
  report("kept, µs a message", (performance.now() - began) * 1_000 / COUNT);
  const { size } = await Deno.stat(path);
  report("file before the index, bytes a message", size / COUNT);
  const indexed = performance.now();
  while (journal.past.unindexed > 0) await new Promise((resolve) => setTimeout(resolve, 100));
  report("indexed in quiet time, s", (performance.now() - indexed) / 1_000);
  await journal.close();
  report("file, bytes a message", (await Deno.stat(path)).size / COUNT);
}

async function measure(): Promise<void> {
  const before = Deno.memoryUsage().rss;
  const began = performance.now();
  const journal = await open();
  report("opened, ms", performance.now() - began);
  const pages = times(200, () => {
    journal.past.page({ ...PAGE, before: 1 + random.below(COUNT) });
  });
  report("page p50, ms", quantile(pages, 0.5));
  report("page p99, ms", quantile(pages, 0.99));
  await search(journal, "a word", () => someWord());
  await search(journal, "two words", () => `${someWord()} ${someWord()}`);
  await search(journal, "a rare word", () => words[WORDS - 1 - random.below(1_000)]!);
  await search(journal, "nothing there", () => `xq${random.below(1e6)}zx`);
  await search(journal, "two letters, nothing there", () => "zq", 3);
  report("memory more than before, MB", (Deno.memoryUsage().rss - before) / 1e6);
  await journal.close();
}

async function search(
  journal: SqliteJournal,
  what: string,
  wanted: () => string,
  count = 200,
): Promise<void> {
  const took: number[] = [];
  let longest = 0;
  const watch = stalls((ms) => longest = Math.max(longest, ms));
  for (let at = 0; at < count; at++) {
    const text = wanted();
    const began = performance.now();
    await journal.past.find(text, PAGE);
    took.push(performance.now() - began);
  }
  watch();
  report(`find ${what}: p50, ms`, quantile(took, 0.5));
  report(`find ${what}: p99, ms`, quantile(took, 0.99));
  report(`find ${what}: longest stall of others, ms`, longest);
}

/** Measures how long the event loop lets a timer wait. */
function stalls(onLate: (ms: number) => void): () => void {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    onLate(now - last - 1);
    last = now;
  }, 1);
  return () => clearInterval(timer);
}

function times(count: number, run: () => void): number[] {
  return Array.from({ length: count }, () => {
    const began = performance.now();
    run();
    return performance.now() - began;
  });
}

function report(what: string, figure: number): void {
  console.log(`${what}: ${figure < 100 ? figure.toFixed(2) : Math.round(figure)}`);
}
