import { assert, assertEquals } from "@std/assert";
import { isDamage, reasonOf } from "../../../../../server/journal/sqlite/store_trouble.ts";

const SAID: [string, string][] = [
  ["database or disk is full", "the disk is full"],
  ["attempt to write a readonly database", "the file can only be read"],
  ["database disk image is malformed", "the file is damaged"],
  ["file is not a database", "the file is damaged"],
  ['fts5: corrupt structure record for table "found_1"', "the file is damaged"],
  ["disk I/O error", "the disk does not answer as it should"],
  ["something new", "something new"],
];

Deno.test("reasonOf() says what SQLite says in the words of this program", () => {
  for (const [message, reason] of SAID) assertEquals(reasonOf(new Error(message)), reason);
  assertEquals(reasonOf("odd"), "odd");
});

Deno.test("isDamage() knows a file that is not as it was written", () => {
  const damage = SAID.filter(([message]) => isDamage(new Error(message))).map(([, why]) => why);
  assertEquals(damage, Array(3).fill("the file is damaged"));
  assert(!isDamage("malformed"));
});
