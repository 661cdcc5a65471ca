/** Bans: by name, by address, for a time. */
import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../../protocol/mod.ts";
import { Bans } from "../../../../server/admission/bans.ts";
import { pure } from "../../../helpers/pure.ts";

pure("Bans keep out who has the address, or a name that looks the same, until they end", () => {
  const clock = { now: 0 };
  const bans = new Bans(() => clock.now);
  bans.check("192.0.2.1", () => ["=bob"]);
  bans.add({ whom: "bob", looks: ["=bob"], origin: "192.0.2.1", until: 600_000 });
  bans.add({ whom: "192.0.2.9", looks: [], origin: "192.0.2.9", until: Infinity });
  const error = assertThrows(() => bans.check("192.0.2.1", () => []), ProtocolError);
  assertEquals([error.code, error.message], [
    "banned",
    "The operator does not let you in for 10 min",
  ]);
  assertThrows(() => bans.check("192.0.2.2", () => ["~x", "=bob"]), ProtocolError);
  assertThrows(() => bans.check("192.0.2.9", () => []), ProtocolError, "does not let you in");
  bans.check("192.0.2.2", () => ["=alice"]);
  clock.now = 600_000;
  bans.check("192.0.2.1", () => ["=bob"]);
  assertEquals(bans.list().map(({ whom }) => whom), ["192.0.2.9"]);
});

pure("Bans are lifted by what was typed, or by the address", () => {
  const bans = new Bans(() => 0);
  bans.add({ whom: "bob", looks: ["=bob"], origin: "192.0.2.1", until: Infinity });
  assertEquals([bans.lift("alice"), bans.lift("192.0.2.1"), bans.list()], [false, true, []]);
  bans.add({ whom: "bob", looks: ["=bob"], until: 1 });
  bans.add({ whom: "bob", looks: ["=bob"], until: Infinity });
  assertEquals(bans.list().map(({ until }) => until), [Infinity]);
  assertEquals(bans.lift("bob"), true);
});
