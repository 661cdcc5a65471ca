/** What is done in quiet times: indexing, pruning, giving space back. */
import { assert, assertEquals } from "@std/assert";
import { Housekeeping } from "../../../../../server/journal/sqlite/housekeeping.ts";
import { chronicle } from "../../../../helpers/chronicle.ts";
import { kept, type MemoryStore, memoryStore, NOON } from "../../../../helpers/memory_store.ts";
import { pure } from "../../../../helpers/pure.ts";

const DAY_MS = 86_400_000;

/** Housekeeping whose clocks and timers the test runs. */
function housekeeping(room: MemoryStore, { days = 0, maxBytes = 1_000_000_000 } = {}) {
  const timers = chronicle();
  const troubles: unknown[] = [];
  const clocks = { now: NOON, clock: 0 };
  const work = new Housekeeping({
    store: room.store,
    days,
    maxBytes,
    now: () => clocks.now,
    clock: () => clocks.clock,
    after: timers.after,
    onTrouble: (error) => troubles.push(error),
  });
  return { work, timers, clocks, troubles };
}

/** Keeps messages with the next numbers. */
function keep(
  { store }: MemoryStore,
  count: number,
  { text = "some text", time = NOON } = {},
): void {
  const first = store.seq + 1;
  const messages = Array.from({ length: count }, (_, at) => kept(first + at, text, time));
  store.append(messages, first + count - 1);
}

pure("Housekeeping does nothing before it is woken, and one step at a time", () => {
  using room = memoryStore();
  const { work, timers, clocks } = housekeeping(room);
  keep(room, 250);
  assertEquals(timers.waiting, 0);
  work.wake();
  work.wake();
  assertEquals(timers.waiting, 1);
  clocks.clock = 1_000;
  timers.runAll(1);
  assertEquals(room.store.unindexed, 150);
  timers.runAll(1);
  assertEquals([room.store.unindexed, timers.waiting], [50, 1]);
  timers.runAll();
  assertEquals([room.store.unindexed, timers.waiting], [50, 0], "few are not worth a step");
});

pure("Housekeeping waits for a quiet time, unless far too much is to be indexed", () => {
  using room = memoryStore();
  const { work, timers, clocks } = housekeeping(room);
  keep(room, 100);
  clocks.clock = 1_000;
  work.kept(100);
  clocks.clock = 1_019;
  timers.runAll(1);
  assertEquals([room.store.unindexed, timers.waiting], [100, 1]);
  clocks.clock = 1_020;
  timers.runAll(1);
  assertEquals(room.store.unindexed, 0);
  keep(room, 20_001);
  work.kept(20_001);
  timers.runAll(1);
  assertEquals(room.store.unindexed, 19_901);
  timers.runAll(1);
  assertEquals(room.store.unindexed, 19_901, "it waits again");
  work.close();
});

pure("Housekeeping is woken once enough for a step was kept", () => {
  using room = memoryStore();
  const { work, timers } = housekeeping(room);
  work.kept(99);
  assertEquals(timers.waiting, 0);
  work.kept(1);
  assertEquals(timers.waiting, 1);
  work.close();
  assertEquals(timers.waiting, 0);
  work.wake();
  assertEquals(timers.waiting, 0, "nothing is done once it is closed");
});

pure("Housekeeping deletes what is too old, 200 at a time, and no more", () => {
  using room = memoryStore();
  const { work, timers, clocks } = housekeeping(room, { days: 30 });
  keep(room, 300, { time: NOON - 31 * DAY_MS });
  keep(room, 300, { time: NOON - 29 * DAY_MS });
  clocks.clock = 1_000;
  work.wake();
  timers.runAll(1);
  assertEquals([room.store.messages.first, room.store.pruned], [201, 200]);
  timers.runAll();
  assertEquals([room.store.messages.first, room.store.pruned], [301, 300]);
  clocks.now += 2 * DAY_MS;
  work.wake();
  timers.runAll();
  assertEquals([room.store.messages.first, room.store.pruned, room.store.seq], [0, 600, 600]);
});

pure("Housekeeping keeps everything if no days are set and there is room", () => {
  using room = memoryStore();
  const { work, timers, clocks } = housekeeping(room);
  keep(room, 300, { time: 0 });
  clocks.clock = 1_000;
  work.wake();
  timers.runAll();
  assertEquals(room.store.messages.first, 1);
});

pure("Housekeeping deletes the oldest while there is too much, and gives the space back", () => {
  using room = memoryStore(4_000_000);
  const { work, timers, clocks } = housekeeping(room, { maxBytes: 4_000_000 });
  keep(room, 3_000, { text: "x".repeat(3_000) });
  const before = room.store.size;
  assert(before.used > 4_000_000);
  clocks.clock = 1_000;
  work.wake();
  timers.runAll();
  const { used, free } = room.store.size;
  assert(used <= 4_000_000 && used > 2_000_000, `${used} in use`);
  assert(free <= 1_048_576, `${free} free`);
  assertEquals(room.store.pruned, room.store.messages.first - 1);
});

pure("Housekeeping tells of trouble, and does no more until it is woken", () => {
  using room = memoryStore();
  const { work, timers, clocks, troubles } = housekeeping(room);
  keep(room, 200);
  clocks.clock = 1_000;
  room.freeze();
  work.wake();
  timers.runAll();
  assertEquals([troubles.length, timers.waiting, room.store.unindexed], [1, 0, 200]);
  room.mend();
  work.wake();
  timers.runAll();
  assertEquals([troubles.length, room.store.unindexed], [1, 0]);
});
