import { assert, assertEquals } from "@std/assert";
import { OrderedLog } from "../../../../server/cluster/ordered_log.ts";
import fc from "../../../helpers/fast_check.ts";
import { pure } from "../../../helpers/pure.ts";

const bytesOf = (seq: number) => new Uint8Array([seq]);

/** A log of `last` entries, and what came out of it. */
function stage(last: number, has = (_seq: number) => true) {
  const brought: number[] = [];
  const lost: string[] = [];
  const log = new OrderedLog({
    read: (seq) => Promise.resolve(seq <= last && has(seq) ? bytesOf(seq) : undefined),
    onEntry: (seq, [number]) => {
      assertEquals(number, seq);
      brought.push(seq);
    },
    onLost: () => lost.push("lost"),
  });
  return { log, brought, lost };
}

const turns = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

pure("OrderedLog brings what arrives in order at once", () => {
  const { log, brought } = stage(3);
  log.start(1);
  for (const seq of [1, 2, 3]) log.take(seq, bytesOf(seq));
  assertEquals(brought, [1, 2, 3]);
  assertEquals([log.done, log.lag], [3, 0]);
});

pure("OrderedLog collects before it is started, and drops what came before", () => {
  const { log, brought } = stage(4);
  for (const seq of [2, 3, 4]) log.take(seq, bytesOf(seq));
  log.start(3);
  assertEquals(brought, [3, 4]);
});

pure("OrderedLog reads what is missing, also at the end", async () => {
  const { log, brought } = stage(5);
  log.start(1);
  log.take(1, bytesOf(1));
  log.take(4, bytesOf(4));
  assertEquals(log.lag, 3);
  await turns();
  assertEquals(brought, [1, 2, 3, 4]);
  log.expect(5);
  await turns();
  assertEquals(brought, [1, 2, 3, 4, 5]);
});

pure("OrderedLog says that it is lost if the next entry is gone", async () => {
  const { log, brought, lost } = stage(5, (seq) => seq > 3);
  log.start(1);
  log.take(5, bytesOf(5));
  await turns();
  assertEquals([brought, lost], [[], ["lost"]]);
});

pure("OrderedLog that is closed cannot be started again", async () => {
  const { log, brought } = stage(5);
  log.expect(5);
  log.close();
  log.start(1);
  await turns();
  assertEquals([brought, log.lag], [[], 0]);
});

pure("OrderedLog brings each entry once and in order, whatever arrives", async () => {
  const arrivals = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 });
  await fc.assert(fc.asyncProperty(arrivals, async (seqs) => {
    const { log, brought } = stage(30);
    log.start(1);
    for (const seq of seqs) {
      log.take(seq, bytesOf(seq));
      if (seq % 3 === 0) await Promise.resolve();
    }
    await turns();
    const last = Math.max(0, ...seqs);
    assertEquals(brought, Array.from({ length: last }, (_, i) => i + 1));
    assert(log.lag === 0);
  }));
});
