/** Something that takes bytes: a connection, a file, standard output. */
export interface Output {
  /** Writes at least one of these bytes; resolves to the number written. */
  write(bytes: Uint8Array): Promise<number>;
}

/**
 * Writes all of these bytes, in one or more pieces.
 *
 * @param wrote Called with the size of each piece once it is written. If a later piece fails, as on
 * a full disk, the earlier ones are written nevertheless.
 */
export async function writeAll(
  output: Output,
  bytes: Uint8Array,
  wrote?: (count: number) => void,
): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const count = await output.write(at === 0 ? bytes : bytes.subarray(at));
    at += count;
    wrote?.(count);
  }
}
