/** Attempts that begin again while one takes too long. */
import { assertEquals, assertRejects } from "@std/assert";
import { hedge } from "../../../../client/net/hedge.ts";
import { pure } from "../../../helpers/pure.ts";

/** Attempts that are done when the test says so. */
function attempts() {
  const begun: PromiseWithResolvers<{ close(): void }>[] = [];
  const closed: number[] = [];
  const waiting = Promise.withResolvers<void>();
  const attempt = () => {
    const each = Promise.withResolvers<{ close(): void }>();
    begun.push(each);
    if (begun.length === 3) waiting.resolve();
    return each.promise;
  };
  const finish = (at: number) => {
    const done = { close: () => void closed.push(at) };
    begun[at]!.resolve(done);
    return done;
  };
  return { begun, closed, attempt, finish, all: waiting.promise };
}

pure("hedge() makes one attempt where that is done in time", async () => {
  const { attempt, begun, finish, closed } = attempts();
  const result = hedge(attempt, 1_000, 3);
  const first = finish(0);
  assertEquals(await result === first, true);
  assertEquals([begun.length, closed], [1, []]);
});

pure("hedge() begins again while it takes too long, and closes what comes too late", async () => {
  const { attempt, begun, finish, closed, all } = attempts();
  const result = hedge(attempt, 1, 3);
  await all;
  const second = finish(1);
  assertEquals(await result === second, true);
  finish(0);
  finish(2);
  await Promise.all(begun.map(({ promise }) => promise));
  assertEquals([begun.length, closed.sort()], [3, [0, 2]]);
});

pure("hedge() fails with the first failure", async () => {
  const { attempt, begun, finish, closed, all } = attempts();
  const result = hedge(attempt, 1, 3);
  await all;
  begun[2]!.reject(new Error("refused"));
  await assertRejects(() => result, Error, "refused");
  finish(0);
  await begun[0]!.promise;
  assertEquals(closed, [0]);
});
