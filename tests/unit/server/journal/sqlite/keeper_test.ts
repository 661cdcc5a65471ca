/** What becomes of messages while the disk takes them, and while it does not. */
import { assertEquals } from "@std/assert";
import {
  Keeper,
  type KeepingChange,
  MAX_WAITING_MESSAGES,
} from "../../../../../server/journal/sqlite/keeper.ts";
import { kept, type MemoryStore, memoryStore } from "../../../../helpers/memory_store.ts";
import { pure } from "../../../../helpers/pure.ts";

const ALL = { after: 0, before: Number.MAX_SAFE_INTEGER, since: 0 };

/** A keeper with a clock that the test turns, and the changes that it has told of. */
function keeping(room: MemoryStore) {
  let now = 0;
  const changes: KeepingChange[] = [];
  const keeper = new Keeper({
    store: room.store,
    now: () => now,
    onChange: (change) => changes.push(change),
  });
  return {
    keeper,
    changes,
    say(text?: string) {
      keeper.add(kept(keeper.number(), text));
      return keeper.commit();
    },
    wait: (ms: number) => now += ms,
    stored: () => Array.from(room.store.messages.oldest(ALL, 1_000_000), ({ seq }) => seq),
  };
}

pure("Keeper keeps what was added in one go, and nothing twice", () => {
  using room = memoryStore();
  const { keeper, changes, stored } = keeping(room);
  assertEquals(keeper.commit(), 0);
  for (let at = 0; at < 25; at++) keeper.add(kept(keeper.number()));
  assertEquals([stored().length, keeper.waiting.length], [0, 25]);
  assertEquals([keeper.commit(), keeper.commit()], [25, 0]);
  assertEquals([stored().length, keeper.waiting.length, keeper.seq], [25, 0, 25]);
  assertEquals(changes, []);
});

pure("Keeper goes on with the numbers of its store, private messages counted", () => {
  using room = memoryStore();
  const first = keeping(room);
  first.say();
  first.keeper.number(); // A private one: it has a number and is not kept.
  assertEquals(first.keeper.commit(), 0);
  assertEquals([room.store.seq, keeping(room).keeper.number()], [2, 3]);
});

const TROUBLES = [
  ["freeze", "the file can only be read"],
  ["fill", "the disk is full"],
] as const;

for (const [trouble, reason] of TROUBLES) {
  pure(`Keeper: while ${reason}, messages wait, and are kept once it is mended`, () => {
    using room = memoryStore();
    const { keeper, changes, say, wait, stored } = keeping(room);
    say();
    room[trouble]();
    const text = "x".repeat(100_000);
    assertEquals([say(text), say(text)], [0, 0]);
    assertEquals(changes, [{ type: "not-keeping", reason }]);
    assertEquals([keeper.trouble, keeper.waiting.length], [reason, 2]);
    wait(1_000);
    assertEquals(say(), 0);
    assertEquals(changes.length, 1, "the same trouble is told of once");
    room.mend();
    wait(999);
    assertEquals(say(), 0);
    wait(1);
    assertEquals(keeper.commit(), 4);
    assertEquals(changes.slice(1), [{ type: "keeping", lost: 0 }]);
    assertEquals([keeper.trouble, stored()], [undefined, [1, 2, 3, 4, 5]]);
  });
}

pure("Keeper: no more wait than there is room for, and who is lost is counted", () => {
  using room = memoryStore();
  const { keeper, changes, say, wait, stored } = keeping(room);
  room.freeze();
  for (let at = 0; at < MAX_WAITING_MESSAGES; at++) say();
  assertEquals([keeper.waiting.length, keeper.waiting[0]!.seq], [MAX_WAITING_MESSAGES, 1]);
  say();
  assertEquals([keeper.waiting.length, keeper.waiting[0]!.seq], [MAX_WAITING_MESSAGES, 2]);
  for (let at = 0; at < 200; at++) say("x".repeat(65_536));
  assertEquals(keeper.waiting.length, 128, "8 Mi characters");
  room.mend();
  wait(1_000);
  keeper.commit();
  const said = MAX_WAITING_MESSAGES + 201;
  assertEquals(changes.at(-1), { type: "keeping", lost: said - 128 });
  assertEquals([stored().length, stored().at(-1)], [128, said]);
  say();
  wait(1_000);
  room.freeze();
  say();
  room.mend();
  wait(1_000);
  keeper.commit();
  assertEquals(changes.at(-1), { type: "keeping", lost: 0 }, "they are told of once");
});

pure("Keeper: a damaged file is not tried again", () => {
  using room = memoryStore();
  const { keeper, changes, say, wait } = keeping(room);
  keeper.fail(new Error("database disk image is malformed"));
  wait(1_000_000_000);
  assertEquals(say(), 0);
  assertEquals(changes, [{ type: "not-keeping", reason: "the file is damaged" }]);
});

pure("Keeper: what is suspended goes on when that reason ends, and not for another one", () => {
  using room = memoryStore();
  const { keeper, changes, say, wait, stored } = keeping(room);
  keeper.suspend("gone");
  keeper.suspend("gone");
  wait(1_000_000);
  assertEquals(say(), 0);
  keeper.resume("another reason");
  assertEquals(keeper.commit(), 0);
  keeper.resume("gone");
  assertEquals(keeper.commit(), 1);
  assertEquals(changes, [{ type: "not-keeping", reason: "gone" }, { type: "keeping", lost: 0 }]);
  assertEquals(stored(), [1]);
});
