import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { byField, byOnce, visitsFrom } from "../../../../server/room/visits.ts";
import { pure } from "../../../helpers/pure.ts";

pure("visitsFrom() gives each member another id, and each start of a server other ids", () => {
  const [first, again, second] = ["room 1", "room 1", "room 2"].map(visitsFrom);
  const ids = Array.from({ length: 1_000 }, (_, member) => first!(member));
  assertEquals(new Set(ids).size, 1_000);
  assertEquals(first!(7), again!(7));
  assertNotEquals(first!(7), second!(7));
  for (const id of ids) assertMatch(id, /^[0-9a-z]{1,6}$/);
});

pure("byField() is nothing in a room without ids", () => {
  assertEquals(byField({}, 1), {});
  assertEquals(byField({ visitOf: (member) => `v${member}` }, 1), { by: "v1" });
});

pure("byOnce() tells the id again only after somebody has come", () => {
  const member = { id: 7, toldAt: -1 };
  const visitOf = (id: number) => `v${id}`;
  const told = [0, 0, 1, 1, 2].map((arrivals) => byOnce({ visitOf, arrivals }, member).by);
  assertEquals(told, ["v7", undefined, "v7", undefined, "v7"]);
});
