import { assertEquals } from "@std/assert";
import { lastOlder } from "../../../../../server/journal/sqlite/last_older.ts";

/** Times of messages by number; numbers may be missing. */
function timeIn(times: Readonly<Record<number, number>>) {
  const seqs = Object.keys(times).map(Number).sort((a, b) => a - b);
  return (seq: number) => times[seqs.find((each) => each >= seq) ?? -1] ?? Infinity;
}

Deno.test("lastOlder() finds the number before the first that is not older", () => {
  const times = { 3: 100, 4: 200, 7: 200, 9: 300 };
  const range = { first: 3, last: 9 };
  const found = [50, 100, 101, 200, 201, 300, 301].map((since) =>
    lastOlder(since, range, timeIn(times))
  );
  assertEquals(found, [2, 2, 3, 3, 7, 7, 9]);
});

Deno.test("lastOlder() of no messages leaves nothing out", () => {
  assertEquals(lastOlder(100, { first: 0, last: 0 }, () => Infinity), -1);
});

Deno.test("lastOlder() agrees with a look at every message", () => {
  for (let round = 0; round < 200; round++) {
    const times: Record<number, number> = {};
    let time = 0;
    for (let seq = 1; seq <= 20; seq++) if (seq % 3 !== round % 3) times[seq] = time += round % 4;
    const seqs = Object.keys(times).map(Number);
    const range = { first: seqs[0]!, last: seqs.at(-1)! };
    const since = round % 17;
    const found = lastOlder(since, range, timeIn(times));
    assertEquals(
      seqs.filter((seq) => seq > found),
      seqs.filter((seq) => times[seq]! >= since),
      `round ${round}`,
    );
  }
});
