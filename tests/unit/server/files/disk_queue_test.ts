import { assertEquals, assertRejects } from "@std/assert";
import { ProtocolError } from "../../../../protocol/mod.ts";
import { DiskQueue } from "../../../../server/files/disk_queue.ts";
import { pure } from "../../../helpers/pure.ts";

pure("DiskQueue runs eight calls at once, and the others in order", async () => {
  const queue = new DiskQueue();
  const calls: PromiseWithResolvers<number>[] = [];
  const call = () => {
    calls.push(Promise.withResolvers());
    return calls.at(-1)!.promise;
  };
  const results = Array.from({ length: 10 }, () => queue.run(call));
  await null;
  await null;
  assertEquals(calls.length, 8);
  for (let i = 0; i < 10; i++) {
    calls[i]!.resolve(i);
    assertEquals(await results[i], i);
  }
});

pure("DiskQueue gives up a call that is late, and discards what comes of it", async () => {
  const queue = new DiskQueue({ deadlineMs: 1 });
  const stuck = Promise.withResolvers<string>();
  const discarded = Promise.withResolvers<string>();
  const run = () => queue.run(() => stuck.promise, discarded.resolve);
  const error = await assertRejects(run, ProtocolError);
  assertEquals([error.code, error.message], ["server-busy", "The disk does not answer: try again"]);
  stuck.resolve("late");
  assertEquals(await discarded.promise, "late");
});

pure("DiskQueue has no place for more while eight calls are stuck", async () => {
  const queue = new DiskQueue({ deadlineMs: 1 });
  const stuck = Promise.withResolvers<void>();
  let calls = 0;
  const run = () => queue.run(() => (calls++, stuck.promise));
  for (let i = 0; i < 9; i++) await assertRejects(run, ProtocolError, "does not answer");
  assertEquals(calls, 8);
  stuck.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  await run();
});
