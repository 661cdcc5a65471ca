import type { SharedFile } from "../../protocol/mod.ts";
import { isBusy } from "./disk_errors.ts";
import { realNameOf } from "./real_name.ts";
import { pause } from "./pause.ts";
import { isSharable } from "./shared_names.ts";
import { sortNames } from "./sort_names.ts";

/** How many files to look at at once: more are not faster on a machine of two cores. */
const LOOKS_AT_ONCE = 8;

/** How many files to look at between two pauses: about 5 ms of work. */
const LOOKS_PER_TURN = 512;

/** Most files that are listed, so that the list keeps to some 200 MB of memory. */
const MAX_FILES = 1_000_000;

/**
 * Lists the files of a folder and the folders within, sorted by name. A folder within that cannot be
 * read, or is gone by now, has none.
 *
 * @param root Real path of the shared folder.
 * @throws {Error} If the folder itself cannot be read, or if there are more than a million files.
 */
export async function listFiles(root: string): Promise<SharedFile[]> {
  const found: string[] = [];
  await collect(root, "", found);
  const names = await sortNames(found);
  const files: SharedFile[] = [];
  for (let at = 0; at < names.length; at += LOOKS_AT_ONCE) {
    if (at % LOOKS_PER_TURN === 0 && at > 0) await pause();
    const batch = names.slice(at, at + LOOKS_AT_ONCE).map((name) => fileAt(root, name));
    for (const file of await Promise.all(batch)) if (file) files.push(file);
  }
  return files;
}

/** Collects the names of what may be files: of files and of links. */
async function collect(root: string, folder: string, names: string[]): Promise<void> {
  const folders: string[] = [];
  for await (const entry of Deno.readDir(`${root}/${folder}`)) {
    const name = folder + entry.name;
    if (!isSharable(name)) continue;
    if (entry.isDirectory) folders.push(`${name}/`);
    else if (entry.isFile || entry.isSymlink) names.push(name);
    if (names.length > MAX_FILES) throw new RangeError(`More than ${MAX_FILES} files are shared`);
  }
  for (const each of folders) await collectWithin(root, each, names);
}

/** Collects from a folder within, which may be unreadable, gone, or a link by now. */
async function collectWithin(root: string, folder: string, names: string[]): Promise<void> {
  const isFolder = async () => (await Deno.lstat(`${root}/${folder.slice(0, -1)}`)).isDirectory;
  const before = names.length;
  try {
    if (!await isFolder()) return;
    await collect(root, folder, names);
    if (await isFolder()) return;
  } catch (error) {
    if (error instanceof RangeError || isBusy(error)) throw error;
  }
  names.length = before;
}

async function fileAt(root: string, name: string): Promise<SharedFile | undefined> {
  try {
    const info = await Deno.lstat(`${root}/${name}`);
    if (info.isFile) return { name, size: info.size };
    const real = info.isSymlink && await realNameOf(root, name);
    const target = real && await Deno.lstat(`${root}/${real}`);
    return target && target.isFile ? { name, size: target.size } : undefined;
  } catch {
    return undefined; // Gone since, unreadable, or a link to nowhere.
  }
}
