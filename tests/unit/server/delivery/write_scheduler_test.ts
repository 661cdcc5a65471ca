/** Writes begin in order, a limited number in a turn of the event loop. */
import { assert, assertEquals } from "@std/assert";
import { WriteScheduler } from "../../../../server/delivery/write_scheduler.ts";
import { pure } from "../../../helpers/pure.ts";

/** Schedules `count` writes; each notes its number when it begins. */
function schedule(writes: WriteScheduler, count: number, begun: number[] = []): number[] {
  for (let i = 0; i < count; i++) writes.schedule(() => begun.push(i));
  return begun;
}

/** Resolves when writes that were scheduled before have begun. */
function begun(writes: WriteScheduler): Promise<void> {
  return new Promise((resolve) => writes.schedule(resolve));
}

pure(
  "WriteScheduler begins nothing in the midst of a tick, all that is due at its end",
  async () => {
    using writes = new WriteScheduler();
    const numbers = schedule(writes, 3);
    assertEquals(numbers, []);
    await Promise.resolve();
    assertEquals(numbers, [0, 1, 2]);
  },
);

for (const [count, atOnce] of [[63, 63], [64, 64], [65, 64], [1_000, 64]] as const) {
  pure(
    `WriteScheduler begins ${atOnce} of ${count} at once, and all of them in order`,
    async () => {
      using writes = new WriteScheduler();
      const numbers = schedule(writes, count);
      await Promise.resolve();
      assertEquals(numbers.length, atOnce);
      await begun(writes);
      assertEquals(numbers, Array.from({ length: count }, (_, number) => number));
    },
  );
}

pure("WriteScheduler lets others have their turn, however much is due", async () => {
  using writes = new WriteScheduler();
  let hadTurn = false;
  setTimeout(() => hadTurn = true, 0);
  for (let round = 0; !hadTurn && round < 100_000; round++) {
    schedule(writes, 65);
    await begun(writes);
  }
  assert(hadTurn, "a timer that was due had to wait for all writes");
});

pure("WriteScheduler puts what falls due meanwhile behind what waits", async () => {
  using writes = new WriteScheduler();
  const numbers = schedule(writes, 65);
  await Promise.resolve();
  writes.schedule(() => numbers.push(1_000));
  await begun(writes);
  assertEquals(numbers.slice(-2), [64, 1_000]);
});

pure("WriteScheduler knows when the writes of this turn were begun", async () => {
  using writes = new WriteScheduler();
  const before = performance.now();
  const times: number[] = [];
  for (let i = 0; i < 200; i++) writes.schedule(() => times.push(writes.now));
  await begun(writes);
  assertEquals(new Set(times).size, 4);
  assert(times[0]! >= before && times.at(-1)! <= performance.now());
});
