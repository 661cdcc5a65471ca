import { DownloadError } from "./failure.ts";
import { MAX_COPIES, paths } from "./local_path.ts";

/**
 * Gives a file another name, but never that of another file: the first path that is free.
 *
 * @param from Where the file is.
 * @param to The path it should have.
 * @returns The path it has now.
 * @throws {Error} If the system does not let it.
 */
export async function moveToFree(from: string, to: string): Promise<string> {
  for (const path of paths(to)) if (await claim(from, path)) return path;
  throw new DownloadError({ type: "no-free-name", path: to, most: MAX_COPIES });
}

/** Moves a file unless there is one of that name: asking first would leave time for one to appear. */
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

/** For file systems without hard links: an empty file takes the name, and is replaced. */
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
