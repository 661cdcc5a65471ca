import { createHash } from "node:crypto";

/**
 * Computes the fingerprint by which people compare certificates: SHA-256 of the DER, written as
 * `openssl x509 -fingerprint -sha256` does.
 *
 * @param certificate The certificate in DER.
 * @returns 32 pairs of hexadecimal digits, with colons between them.
 */
export function fingerprintOf(certificate: Uint8Array): string {
  return withColons(createHash("sha256").update(certificate).digest("hex"));
}

/**
 * Reads a fingerprint as people type it: in either case, with or without colons and `SHA256:`.
 *
 * @returns The fingerprint as {@linkcode fingerprintOf} writes it.
 * @throws {SyntaxError} If it is no SHA-256 fingerprint.
 *
 * @example
 * ```ts
 * import { readFingerprint } from "./fingerprint.ts";
 *
 * readFingerprint("ab".repeat(32)); // "AB:AB:…:AB"
 * ```
 */
export function readFingerprint(typed: string): string {
  const digits = typed.replace(/^sha-?256[:=]/i, "").replaceAll(":", "");
  if (!/^[0-9a-f]{64}$/i.test(digits)) {
    throw new SyntaxError(`A fingerprint is 64 hexadecimal digits, received ${typed}`);
  }
  return withColons(digits);
}

function withColons(digits: string): string {
  return digits.toUpperCase().match(/../g)!.join(":");
}
