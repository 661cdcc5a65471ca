import { DownloadError } from "./failure.ts";
import { MAX_COPIES, paths } from "./local_path.ts";

/**
 * Renames a file to the first free path. It never replaces another file.
 *
 * @param from The file's path.
 * @param to The wanted path.
 * @returns Its new path.
 * @throws {Error} If the system refuses.
 */
export async function moveToFree(from: string, to: string): Promise<string> {
  for (const path of paths(to)) if (await claim(from, path)) return path;
  throw new DownloadError({ type: "no-free-name", path: to, most: MAX_COPIES });
}

/**
 * Moves a file unless the name is taken. Checking first would leave time for another file to
 * appear.
 */
async function claim(from: string, to: string): Promise<boolean> {
  try {
    await Deno.link(from, to);
    await Deno.remove(from);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    if (error instanceof Deno.errors.NotFound) throw error;
    return await claimWithoutLinks(from, to);
  }
  return true;
}

/** For file systems without hard links: creates an empty file with the name, then replaces it. */
async function claimWithoutLinks(from: string, to: string): Promise<boolean> {
  try {
    (await Deno.open(to, { write: true, createNew: true })).close();
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
  await Deno.rename(from, to);
  return true;
}
