import { assertEquals } from "@std/assert";
import { CROWD, CrowdTally } from "../../../../server/hub/crowd_tally.ts";
import { pure } from "../../../helpers/pure.ts";

const ALL = { all: "connected" } as const;
const JOINED = { type: "joined", name: "ann", time: 0 } as const;
const LEFT = { type: "left", name: "ann", time: 0 } as const;

pure("CrowdTally counts who comes to a crowd and leaves it, until that is told", () => {
  const tally = new CrowdTally();
  assertEquals(tally.takes(ALL, JOINED, CROWD), false);
  assertEquals(tally.takes(ALL, JOINED, CROWD + 1), true);
  assertEquals(tally.takes(ALL, LEFT, CROWD + 1), true);
  assertEquals(tally.takes(ALL, JOINED, CROWD + 2), true);
  assertEquals(tally.due(1_002, 7), { type: "crowd", joined: 2, left: 1, online: 1_002, time: 7 });
  assertEquals(tally.due(1_002, 8), undefined);
});

pure("CrowdTally lets through what concerns more than the count", () => {
  const tally = new CrowdTally();
  const others = [
    { type: "message", from: "ann", text: "hi", time: 0, seq: 1 },
    { type: "renamed", from: "ann", to: "bob", time: 0 },
    { ...JOINED, like: "αnn" },
    { ...LEFT, removed: "spam" },
  ] as const;
  for (const notice of others) assertEquals(tally.takes(ALL, notice, 5_000), false, notice.type);
  assertEquals(tally.takes({ only: 3 }, JOINED, 5_000), false);
});
