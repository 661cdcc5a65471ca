import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { authorOf } from "../../../../../server/journal/sqlite/author_of.ts";

/** Of the secret below, by `sha256sum`. */
const SHA256 = "7b9a045e9ef69d19bf6ad8cc107f24ab2d7439bf98cb233c34aea29e7657d212";

Deno.test("authorOf() is the same for the same secret, another one for others", () => {
  const secret = "6b9c2f4e-0c1d-4c53-9a55-1f7f0a4b1c11";
  assertEquals(authorOf(secret), Number(`0x${SHA256.slice(0, 12)}`));
  assertNotEquals(authorOf(secret), authorOf(`${secret} `));
  assert(authorOf("") > 0);
});
