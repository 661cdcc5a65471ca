/** The certificate that a server makes itself, read back. */
import { assertEquals, assertThrows } from "@std/assert";
import { readCertificate } from "../../../../../protocol/tls/certificate.ts";
import { readAllDer, readDer } from "../../../../../protocol/tls/der.ts";
import { fingerprintOf } from "../../../../../protocol/tls/fingerprint.ts";
import { makeIdentity } from "../../../../../server/net/tls/self_signed.ts";
import { pure } from "../../../../helpers/pure.ts";

const NOW = Date.UTC(2026, 10, 21, 12);

pure("makeIdentity() makes a certificate for chat, which no authority stands behind", async () => {
  const { certificate } = await makeIdentity(NOW);
  assertEquals(readCertificate(certificate), {
    isSelfIssued: true,
    isAuthority: false,
    hosts: ["chat"],
  });
  assertEquals(certificate.length <= 330, true, `${certificate.length} bytes`);
});

pure("makeIdentity() signs with the key that it returns", async () => {
  const { certificate, key } = await makeIdentity(NOW);
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const pkcs8 = new Uint8Array(key);
  const own = await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, true, ["sign"]);
  const { x, y } = await crypto.subtle.exportKey("jwk", own);
  const [body] = readAllDer(readDer(certificate).content);
  const [_version, _serial, _algorithm, _issuer, _validity, _subject, spki] = readAllDer(
    body!.content,
  );
  const shown = await crypto.subtle.importKey(
    "spki",
    new Uint8Array(spki!.whole),
    algorithm,
    true,
    ["verify"],
  );
  const jwk = await crypto.subtle.exportKey("jwk", shown);
  assertEquals([jwk.x, jwk.y], [x, y]);
});

pure("makeIdentity() makes another key each time", async () => {
  const made = await Promise.all([makeIdentity(NOW), makeIdentity(NOW)]);
  const [first, second] = made.map(({ certificate }) => fingerprintOf(certificate));
  assertEquals(first === second, false);
});

pure("readCertificate() refuses what is no certificate, cut anywhere", async () => {
  const { certificate } = await makeIdentity(NOW);
  for (let length = 0; length < certificate.length; length++) {
    assertThrows(() => readCertificate(certificate.subarray(0, length)), SyntaxError);
  }
});
