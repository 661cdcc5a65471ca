/** Offset basis and prime of the 32-bit FNV-1a hash. Source: RFC 9923. */
const FNV = { basis: 0x811c9dc5, prime: 0x01000193 };

/** Begins the second half of the digest, so that it differs from the first. */
const OTHER_BASIS = 0x9e3779b9;

/** Bits of the second half that are kept: with the first, a number that JavaScript holds exactly. */
const HIGH_BITS = 16;

/**
 * Names the author of a message, over all names and restarts of the server: 48 bits of a digest of
 * the secret that the client comes back with. A secret has 122 random bits, so it cannot be found from
 * them; a cryptographic digest would add nothing but 20 ms to the start of the server.
 *
 * @param secret What the client was given to come back with.
 * @returns A whole number; never 0, which stands for nobody.
 */
export function authorOf(secret: string): number {
  const low = digest(secret, FNV.basis);
  const high = digest(secret, OTHER_BASIS) >>> (32 - HIGH_BITS);
  return high * 2 ** 32 + low || 1;
}

/** FNV-1a, then mixed as MurmurHash3 does at its end: each bit depends on every character. */
function digest(text: string, basis: number): number {
  let hash = basis;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), FNV.prime);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
