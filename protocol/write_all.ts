/** Takes bytes: a connection, a file, standard output. */
export interface Output {
  /** Writes some of these bytes, at least one; resolves to how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/**
 * Writes all of these bytes, in as many pieces as the output takes.
 *
 * @param wrote Told how many bytes each piece had, as soon as it is written: if the next one fails,
 * as on a full disk, they are there all the same.
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
