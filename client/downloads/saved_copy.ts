import { createHash } from "node:crypto";
import type { Version } from "./destination.ts";
import { paths } from "./local_path.ts";
import { hashFile } from "./hash_file.ts";

/**
 * Looks for a file with the same content, under the path or a numbered one.
 *
 * @param path The path to save under.
 * @param size Its size in bytes.
 * @param digest Asks for its SHA-256. Called at most once, and only if a file has that size.
 * @param onBytes Called with the number of bytes hashed so far. It may throw to end the hashing.
 * @returns The path, if there is one.
 */
export async function findCopy(
  path: string,
  { size }: Version,
  digest: () => Promise<string | undefined>,
  onBytes: (done: number) => void,
): Promise<string | undefined> {
  let wanted: string | undefined;
  for (const candidate of paths(path)) {
    const info = await Deno.stat(candidate).catch(() => undefined);
    if (!info) return undefined;
    if (!info.isFile || info.size !== size) continue;
    wanted ??= await digest();
    if (await sha256Of(candidate, size, onBytes) === wanted) return candidate;
  }
}

async function sha256Of(
  path: string,
  size: number,
  onBytes: (done: number) => void,
): Promise<string> {
  using file = await Deno.open(path);
  const hash = createHash("sha256");
  await hashFile(file, size, hash, onBytes);
  return hash.digest("hex");
}
