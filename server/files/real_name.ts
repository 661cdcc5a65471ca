import { isSharable } from "./shared_names.ts";

/**
 * Finds the file that a name leads to, as the list has it: a file may be a link to another one in
 * the shared folder, but no folder on the way may be a link.
 *
 * @param root Real path of the shared folder.
 * @param name Path relative to it, its parts separated by `/`, as a client sent it.
 * @returns The path of the file itself, relative to the folder; undefined if that is not inside, is
 * hidden, or is not what the name is.
 * @throws {Error} If there is no such file, as the system says it.
 */
export async function realNameOf(root: string, name: string): Promise<string | undefined> {
  if (!isSharable(name)) return undefined;
  const real = inside(root, await Deno.realPath(`${root}/${name}`));
  if (real === name) return real;
  // Either a link to a file, or a folder's link or another spelling that the list does not have.
  const folder = name.slice(0, Math.max(0, name.lastIndexOf("/")));
  if (folder !== "" && inside(root, await Deno.realPath(`${root}/${folder}`)) !== folder) {
    return undefined;
  }
  return (await Deno.lstat(`${root}/${name}`)).isSymlink ? real : undefined;
}

/** A real path relative to the shared folder; undefined if it is outside or hidden. */
function inside(root: string, path: string): string | undefined {
  const separator = Deno.build.os === "windows" ? "\\" : "/";
  if (!path.startsWith(root + separator)) return undefined;
  const name = path.slice(root.length + 1).replaceAll(separator, "/");
  return isSharable(name) ? name : undefined;
}
