/**
 * What HTTP says of a file so that a client can tell whether it changed: `ETag`,
 * `Last-Modified` and `Repr-Digest`.
 *
 * @module
 */
import type { OpenedFile } from "./shared_folder.ts";

/**
 * How old a file's last change must be, in ms, for its version to tell two contents apart. A file
 * that is written twice within the coarsest tick of a file system's clock (FAT: 2 s) looks the same
 * both times.
 */
export const SETTLED_MS = 2_000;

/**
 * Makes the `ETag` of an opened file. It is strong if the file's last change is old enough for its
 * version to tell two contents apart, else weak, so that no range of it is combined with another.
 *
 * @param file The file.
 * @param wallNow The time, in ms since 1970 UTC.
 * @returns The header's value, with its quotation marks.
 *
 * @example
 * ```ts
 * import { entityTag } from "./validators.ts";
 *
 * entityTag({ version: "7 0 0 12", modified: 0 }, 5_000); // '"…"'
 * entityTag({ version: "7 0 0 12", modified: 4_000 }, 5_000); // 'W/"…"'
 * ```
 */
export function entityTag(
  { version, modified }: Pick<OpenedFile, "version" | "modified">,
  wallNow: number,
): string {
  const tag = `"${scramble(version, 0x811c9dc5)}${scramble(version, 0x2f0b4a27)}"`;
  return modified <= wallNow - SETTLED_MS ? tag : `W/${tag}`;
}

/**
 * Makes the `Last-Modified` of an opened file.
 *
 * @returns The header's value, such as `Thu, 01 Jan 1970 00:00:00 GMT`.
 */
export function lastModified({ modified }: Pick<OpenedFile, "modified">): string {
  return new Date(modified).toUTCString();
}

/**
 * Makes the `Repr-Digest` of a file (RFC 9530).
 *
 * @param sha256 The SHA-256 of the whole file: an even number of hexadecimal digits.
 * @returns The header's value.
 *
 * @example
 * ```ts
 * import { reprDigest } from "./validators.ts";
 *
 * reprDigest("00ff"); // "sha-256=:AP8=:"
 * ```
 */
export function reprDigest(sha256: string): string {
  const bytes = sha256.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)));
  return `sha-256=:${btoa(bytes)}:`;
}

/**
 * Hashes a version with FNV-1a and a final mix, so that a tag does not publish the inode number. No
 * client chooses any part of a version, so a hash without a key is enough.
 */
function scramble(text: string, seed: number): string {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(36).padStart(7, "0");
}
