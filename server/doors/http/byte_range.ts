/**
 * Which part of a file a client asks for: RFC 9110 section 14.
 *
 * @module
 */

/** Part of a file. */
export interface ByteRange {
  /** Where it begins, in bytes. */
  readonly start: number;
  /** Where it ends: the first byte that does not belong to it. */
  readonly end: number;
}

/**
 * Reads a `Range` field.
 *
 * @param field The field.
 * @param size Size of the file, in bytes.
 * @returns The one range it asks for; `none` if no byte of it is in the file, which is answered with
 * 416; undefined if the field does not count: other units, bad syntax, or several ranges, in place of
 * which a server may send the whole file.
 *
 * @example
 * ```ts
 * import { parseRange } from "./byte_range.ts";
 *
 * parseRange("bytes=5-", 7); // { start: 5, end: 7 }
 * parseRange("bytes=7-", 7); // "none"
 * ```
 */
export function parseRange(field: string, size: number): ByteRange | "none" | undefined {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(field);
  if (!match || (match[1] === "" && match[2] === "")) return undefined;
  const [first, last] = [match[1]!, match[2]!];
  if (first === "") return lastBytes(Number(last), size);
  const start = Number(first);
  if (last !== "" && Number(last) < start) return undefined;
  if (start >= size) return "none";
  return { start, end: last === "" ? size : Math.min(Number(last) + 1, size) };
}

function lastBytes(count: number, size: number): ByteRange | "none" {
  return count === 0 || size === 0 ? "none" : { start: Math.max(0, size - count), end: size };
}
