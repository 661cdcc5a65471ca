import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { authorOf } from "../../../../server/room/author_of.ts";

Deno.test("authorOf() is the same for the same secret, in every version", () => {
  // Messages are kept with it: another digest would send people their own messages again.
  assertEquals(authorOf("6b9c2f4e-0c1d-4c53-9a55-1f7f0a4b1c11"), 146302407127160);
  assertEquals(authorOf(""), 161399154048011);
});

Deno.test("authorOf() is another one for each of 100,000 secrets", () => {
  const secrets = Array.from({ length: 100_000 }, () => crypto.randomUUID());
  assertEquals(new Set(secrets.map(authorOf)).size, secrets.length);
});

Deno.test("authorOf() is a whole number above 0 that JavaScript holds exactly", () => {
  for (const secret of ["", "a", "\uffff".repeat(99)]) {
    assert(Number.isSafeInteger(authorOf(secret)) && authorOf(secret) > 0);
  }
  assertNotEquals(authorOf("ab"), authorOf("ba"));
});
