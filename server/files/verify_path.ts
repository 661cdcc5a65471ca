import type { FileIdentity } from "./descriptor.ts";

/**
 * How often a path is checked. Somebody who swaps a folder for a link and back has to guess the order
 * of each round: at best one guess in two, so one try in 65,536 passes all of them.
 */
const ROUNDS = 16;

/**
 * Tells whether an opened file is the one at a path inside the shared folder, with no link on the
 * way. `Deno.open` follows links, and Deno has no call that opens a file relative to a folder; so
 * the path is looked at after opening, and a folder on the way that is swapped for a link between two
 * looks has to be swapped back and forth in step with all of them. A file directly in the shared
 * folder needs one look only: nothing on its path can be swapped.
 *
 * @param root Real path of the shared folder.
 * @param name Path of the file relative to it, its parts separated by `/`.
 * @param file The opened file.
 */
export async function isFileAt(root: string, name: string, file: FileIdentity): Promise<boolean> {
  const parts = name.split("/");
  const paths = parts.map((_, i) => `${root}/${parts.slice(0, i + 1).join("/")}`);
  const rounds = paths.length === 1 ? 1 : ROUNDS;
  const looks = Array.from({ length: rounds }, () => shuffled(paths)).flat();
  const isRight = async (path: string) => {
    const info = await Deno.lstat(path).catch(() => undefined);
    if (path !== paths.at(-1)) return info?.isDirectory ?? false;
    return info !== undefined && info.isFile && info.ino === file.ino && info.dev === file.dev;
  };
  for (const path of looks) if (!await isRight(path)) return false;
  return true;
}

/** The same values in an order that nobody can foretell. */
function shuffled<T>(values: readonly T[]): T[] {
  const keys = crypto.getRandomValues(new Uint32Array(values.length));
  return values.map((value, i) => ({ value, key: keys[i]! }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}
