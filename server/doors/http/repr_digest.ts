/**
 * Writes a SHA-256 as RFC 9530 has it in `Repr-Digest`.
 *
 * @param sha256 64 hexadecimal digits.
 *
 * @example
 * ```ts
 * import { reprDigest } from "./repr_digest.ts";
 *
 * reprDigest("00".repeat(32)); // "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:"
 * ```
 */
export function reprDigest(sha256: string): string {
  const bytes = sha256.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)));
  return `sha-256=:${btoa(bytes)}:`;
}
