import { createHash } from "node:crypto";

/** Bytes of the digest that are kept: together a whole number that JavaScript holds exactly. */
const KEPT_BYTES = 6;

/**
 * Names the author of a message, over all names and restarts: a part of the SHA-256 of the secret
 * that the client comes back with. The secret cannot be found from it.
 *
 * @param secret What the client was given to come back with.
 * @returns A whole number of 48 bits; never 0, which stands for nobody.
 */
export function authorOf(secret: string): number {
  return createHash("sha256").update(secret).digest().readUIntBE(0, KEPT_BYTES) || 1;
}
