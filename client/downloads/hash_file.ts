import type { Hash } from "node:crypto";
import { DownloadError } from "./failure.ts";

/** Size of a read in bytes. */
const CHUNK_BYTES = 1_048_576;

/**
 * Hashes a file from its current position.
 *
 * @param file The file.
 * @param count Number of bytes.
 * @param hash Takes the bytes.
 * @param onBytes Told how many there were so far; throws to end it.
 * @throws {DownloadError} If the file is shorter.
 */
export async function hashFile(
  file: Deno.FsFile,
  count: number,
  hash: Hash,
  onBytes: (done: number) => void = () => {},
): Promise<void> {
  const buffer = new Uint8Array(Math.min(CHUNK_BYTES, count));
  for (let done = 0; done < count;) {
    const read = await file.read(buffer.subarray(0, Math.min(buffer.length, count - done)));
    if (read === null) throw new DownloadError({ type: "part-shorter", bytes: count - done });
    hash.update(buffer.subarray(0, read));
    done += read;
    onBytes(done);
  }
}
