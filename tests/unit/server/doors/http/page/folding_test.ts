/** Who came and went, in one line. */
import { assertEquals } from "@std/assert";
import { type Change, describe, fold } from "../../../../../../server/doors/http/page/folding.js";
import { pure } from "../../../../../helpers/pure.ts";

/** Folds events written as `+bob`, `-bob` and `bob>rob`. */
function told(...events: string[]): string {
  const changes: Change[] = [];
  for (const event of events) {
    const [from, to] = event.split(">") as [string, string | undefined];
    if (to) fold(changes, { type: "renamed", from, to });
    else fold(changes, { type: from[0] === "+" ? "joined" : "left", name: from.slice(1) });
  }
  return describe(changes).replace(/[\u2068\u2069]/g, "");
}

pure("fold() tells what became of each", () => {
  assertEquals(told("+bob"), "bob joined");
  assertEquals(told("+bob", "+al", "-cy"), "bob and al joined · cy left");
  assertEquals(told("+bob", "-bob"), "bob came and went");
  assertEquals(told("-bob", "+bob"), "bob came back");
  assertEquals(told("-bob", "+bob", "-bob"), "bob left");
  assertEquals(told("bob>rob"), "bob is now rob");
  assertEquals(told("bob>rob", "rob>bo", "-bo"), "bob is now bo, and left");
  assertEquals(told("+bob", "bob>rob"), "rob joined");
});

pure("describe() counts those that are too many to name", () => {
  assertEquals(told("+a", "+b", "+c", "+d", "+e"), "a, b, c, d and e joined");
  assertEquals(told("+a", "+b", "+c", "+d", "+e", "+f"), "a, b, c, d and 2 others joined");
});

pure("describe() sets names apart whatever their direction", () => {
  assertEquals(
    describe([{ name: "bob", first: "joined", last: "joined" }]),
    "\u2068bob\u2069 joined",
  );
});
