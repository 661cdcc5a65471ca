import { createHash } from "node:crypto";

/**
 * Makes what all servers know a client by, from its secret: its SHA-256. Whoever reads the log cannot
 * come back in its place.
 */
export function secretToken(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
