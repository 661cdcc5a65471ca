/**
 * Says how many bytes something has, exactly.
 *
 * @param bytes The number of bytes.
 *
 * @example
 * ```ts
 * import { byteCount } from "./byte_count.ts";
 *
 * byteCount(1); // "1 byte"
 * byteCount(29431); // "29431 bytes"
 * ```
 */
export function byteCount(bytes: number): string {
  return bytes === 1 ? "1 byte" : `${bytes} bytes`;
}
