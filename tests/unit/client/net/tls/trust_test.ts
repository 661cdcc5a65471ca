/** Whom to trust: what is expected of a server. */
import { assertEquals } from "@std/assert";
import { knownCertificate } from "../../../../../client/net/tls/known_servers.ts";
import { expectationOf, isOnThisMachine } from "../../../../../client/net/tls/trust.ts";
import { pure } from "../../../../helpers/pure.ts";

const KNOWN = knownCertificate(Uint8Array.of(1, 2, 3));
const { fingerprint, certificate } = KNOWN;
const OTHER = knownCertificate(Uint8Array.of(4)).fingerprint;
const FAR = { plain: false, isLoopback: false };
const NEAR = { plain: false, isLoopback: true };

pure("expectationOf() holds a server to what it was, and puts the user's word first", () => {
  const authority = { type: "authority" } as const;
  assertEquals(expectationOf(FAR), { type: "unknown" });
  assertEquals(expectationOf({ ...FAR, known: authority }), authority);
  assertEquals(expectationOf({ ...FAR, known: KNOWN }), {
    ...{ type: "key", source: "memory", fingerprint, certificate },
  });
  assertEquals(expectationOf({ ...FAR, known: KNOWN, key: fingerprint }), {
    ...{ type: "key", source: "option", fingerprint, certificate },
  });
  assertEquals(expectationOf({ ...FAR, known: KNOWN, key: OTHER }), {
    ...{ type: "key", source: "option", fingerprint: OTHER },
  });
  assertEquals(expectationOf({ ...FAR, known: KNOWN, plain: true }), { type: "plain" });
});

pure("expectationOf() lets a server on this machine change, but not against --key", () => {
  assertEquals(expectationOf(NEAR), { type: "unknown" });
  assertEquals(expectationOf({ ...NEAR, known: { type: "authority" } }), { type: "unknown" });
  assertEquals(expectationOf({ ...NEAR, known: KNOWN }), {
    ...{ type: "key", source: "guess", fingerprint, certificate },
  });
  assertEquals(expectationOf({ ...NEAR, key: OTHER }), {
    ...{ type: "key", source: "option", fingerprint: OTHER },
  });
});

pure("isOnThisMachine() knows the names of this machine, and no others", () => {
  for (
    const host of ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"]
  ) {
    assertEquals(isOnThisMachine(host), true, host);
  }
  for (
    const host of ["localhost.example.org", "127.0.0.1.example.org", "12.7.0.1", "::2", "10.0.0.1"]
  ) {
    assertEquals(isOnThisMachine(host), false, host);
  }
});
