import { assertEquals } from "@std/assert";
import { Continuation } from "../../../../client/conversation/continuation.ts";
import type { Notice, Result } from "../../../../protocol/mod.ts";
import { pure } from "../../../helpers/pure.ts";

const GREETING: Result<"hello"> = {
  version: 1,
  welcome: "Welcome",
  name: "alice",
  secret: "s1",
  room: "r",
  seq: 7,
};

const MESSAGE: Notice = { type: "message", from: "bob", text: "hi", time: 0, seq: 9 };

pure("Continuation: the first hello says nothing of it, the next ones all", () => {
  const continuation = new Continuation();
  assertEquals([continuation.isBegun, continuation.inHello], [false, {}]);
  assertEquals(continuation.greeted({ ...GREETING, earlier: 2 }), {
    type: "welcomed",
    text: "Welcome",
    name: "alice",
    earlier: 2,
  });
  assertEquals(continuation.isBegun, true);
  assertEquals(continuation.inHello, { secret: "s1", room: "r", last: 7 });
});

pure("Continuation: the last message is the last that has arrived, and no earlier one", () => {
  const continuation = new Continuation();
  continuation.greeted(GREETING);
  continuation.took(MESSAGE);
  continuation.took({ ...MESSAGE, seq: 3, earlier: true });
  continuation.took({ type: "joined", name: "carol", time: 0 });
  assertEquals(continuation.inHello.last, 9);
  continuation.greeted({ ...GREETING, seq: 12, resumed: true, missed: 3 });
  assertEquals(continuation.inHello.last, 9, "the three that were missed have yet to arrive");
  continuation.greeted({ ...GREETING, secret: "s2", seq: 20 });
  assertEquals(continuation.inHello, { secret: "s2", room: "r", last: 20 });
});

pure("Continuation: who comes back is told what was missed, and by whom it was kept", () => {
  const back = { type: "back", name: "alice", earlier: 0, older: false } as const;
  const rows = [
    [{ resumed: true, missed: 3 }, { resumed: true, isNewVisit: false, missed: 3 }],
    [{ missed: 3, older: true }, { resumed: true, isNewVisit: true, missed: 3, older: true }],
    [{}, { resumed: false, isNewVisit: true, missed: 0 }],
    [
      { earlier: 5, older: true },
      { resumed: false, isNewVisit: true, missed: 0, earlier: 5 },
    ],
  ] as const;
  for (const [answer, event] of rows) {
    const continuation = new Continuation();
    continuation.greeted(GREETING);
    assertEquals(continuation.greeted({ ...GREETING, ...answer }), { ...back, ...event });
  }
});
