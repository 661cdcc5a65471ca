import { assertEquals, assertRejects } from "@std/assert";
import { ProtocolError } from "../../../../protocol/mod.ts";
import type { Written } from "../../../../server/cluster/cluster_link.ts";
import { Proposals } from "../../../../server/cluster/proposals.ts";
import type { RoomEvent } from "../../../../server/room/events.ts";
import { pure } from "../../../helpers/pure.ts";

const SAID: RoomEvent = {
  ...{ type: "said", member: 5, author: 5, text: "hello", time: 0, at: 0 },
  from: "ann" as never,
  request: { id: 3, digest: 99 },
};
const LEFT: RoomEvent = { type: "left", member: 5, how: "lost", time: 0, at: 0 };

/** Proposals to a log whose answers the test gives. */
function stage() {
  let now = 0;
  const writes: { id: string; answer: PromiseWithResolvers<Written> }[] = [];
  const late: number[] = [];
  const proposals = new Proposals({
    write: (_, id) => {
      const answer = Promise.withResolvers<Written>();
      writes.push({ id, answer });
      return answer.promise;
    },
    onLate: (seq) => late.push(seq),
    now: () => now,
    onDone: () => {},
  });
  const wait = (ms: number) => {
    now += ms;
    proposals.check();
  };
  return { proposals, writes, late, wait };
}

const turn = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

pure("Proposals resolves once the proposal is applied", async () => {
  const { proposals, writes } = stage();
  const done = proposals.propose(SAID, 7, 0);
  assertEquals(writes.map(({ id }) => id), ["5:3:99"]);
  assertEquals(proposals.take(1), SAID);
  proposals.applied(1);
  await done;
  assertEquals(proposals.size, 0);
});

pure("Proposals refuses what takes 5 s, but not that somebody has left", async () => {
  const { proposals, wait, writes } = stage();
  const said = assertRejects(() => proposals.propose(SAID, 7, 0), ProtocolError, "5 seconds");
  const left = proposals.propose(LEFT, 7, 0);
  wait(4_999);
  assertEquals(proposals.size, 2);
  wait(1);
  await said;
  assertEquals([proposals.size, proposals.take(1)], [1, undefined]);
  writes[1]!.answer.reject(new Error("no answer"));
  await turn();
  wait(250);
  assertEquals(writes.map(({ id }) => id), ["5:3:99", "7.2", "7.2"]);
  proposals.applied(2);
  await left;
});

pure("Proposals waits for what another server wrote before, under the same id", async () => {
  const { proposals, writes } = stage();
  const done = proposals.propose(SAID, 7, 20);
  writes[0]!.answer.resolve({ seq: 22, isRepeated: true });
  await turn();
  proposals.passed(21, true);
  assertEquals(proposals.size, 1);
  proposals.passed(22, true);
  await done;
});

pure("Proposals writes again what was refused when it was written before", async () => {
  const { proposals, writes } = stage();
  const done = proposals.propose(SAID, 7, 20);
  writes[0]!.answer.resolve({ seq: 18, isRepeated: true });
  await turn();
  assertEquals(writes.map(({ id }) => id), ["5:3:99", "5:3:99:18"]);
  proposals.applied(1);
  await done;
});

pure("Proposals asks for what is written and does not arrive", async () => {
  const { proposals, writes, late, wait } = stage();
  const done = proposals.propose(SAID, 7, 0);
  writes[0]!.answer.resolve({ seq: 4, isRepeated: false });
  await turn();
  wait(250);
  assertEquals(late, []);
  wait(1);
  assertEquals(late, [4]);
  proposals.applied(1);
  await done;
});

pure("Proposals writes again what a server wrote before that was gone by then", async () => {
  const { proposals, writes } = stage();
  const done = proposals.propose(SAID, 7, 20);
  writes[0]!.answer.resolve({ seq: 22, isRepeated: true });
  await turn();
  proposals.passed(22, false);
  assertEquals(writes.map(({ id }) => id), ["5:3:99", "5:3:99:22"]);
  proposals.applied(1);
  await done;
});

pure("Proposals knows what another server wrote and what has had its turn meanwhile", async () => {
  const { proposals, writes } = stage();
  const done = proposals.propose(SAID, 7, 20);
  proposals.passed(22, true);
  writes[0]!.answer.resolve({ seq: 22, isRepeated: true });
  await done;
  const other = proposals.propose(SAID, 7, 22);
  proposals.passed(23, false);
  writes[1]!.answer.resolve({ seq: 23, isRepeated: true });
  await turn();
  assertEquals(writes.map(({ id }) => id), ["5:3:99", "5:3:99", "5:3:99:23"]);
  proposals.applied(2);
  await other;
});
