/** Fingerprints: how they are written, and how people may type them. */
import { assertEquals, assertThrows } from "@std/assert";
import { fingerprintOf, readFingerprint } from "../../../../protocol/tls/fingerprint.ts";
import { pure } from "../../../helpers/pure.ts";

// SHA-256 of "abc", FIPS 180-2.
const ABC = "BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:" +
  "B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD";

pure("fingerprintOf() writes SHA-256 as openssl does", () => {
  assertEquals(fingerprintOf(new TextEncoder().encode("abc")), ABC);
});

pure("readFingerprint() takes either case, with and without colons and a prefix", () => {
  const digits = ABC.replaceAll(":", "");
  for (const typed of [ABC, ABC.toLowerCase(), digits, `SHA256:${digits}`, `sha-256=${ABC}`]) {
    assertEquals(readFingerprint(typed), ABC);
  }
});

pure("readFingerprint() refuses what is none, and says what it received", () => {
  for (const typed of ["", "AB", `${ABC}:00`, ABC.replace("BA", "XX")]) {
    assertThrows(() => readFingerprint(typed), SyntaxError, `received ${typed}`);
  }
});
