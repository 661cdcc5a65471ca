/**
 * Opens a file for reading and writing that this user's programs made, or makes it.
 *
 * Whoever else may write to the folder could have put something there instead: a link to another file,
 * which would be overwritten, or a FIFO, which would let nobody go on. So a new file is made only where
 * nothing is, and one that is there must be a regular file with one name and the user's own.
 *
 * @param path Where it is, or is to be.
 * @returns The file; nothing if what is there is not ours.
 */
export async function openOrCreateOwn(path: string): Promise<Deno.FsFile | undefined> {
  for (;;) {
    try {
      return await Deno.open(path, { read: true, write: true, createNew: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
    const opened = await openOwn(path);
    if (opened !== "nothing") return opened === "foreign" ? undefined : opened;
  }
}

/**
 * Opens a file for reading and writing that this user's programs made.
 *
 * @param path Where it is.
 * @returns The file; or whether there is nothing, or what is not ours.
 */
export async function openOwn(path: string): Promise<Deno.FsFile | "nothing" | "foreign"> {
  try {
    const there = await Deno.lstat(path);
    if (!await isOwn(there, path)) return "foreign";
    // For writing too, as only this does not wait if it has become a FIFO since.
    const file = await Deno.open(path, { read: true, write: true });
    if (isSameFile(await file.stat(), there)) return file;
    file.close();
    return "foreign";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "nothing";
    throw error;
  }
}

/**
 * Tells whether a path still leads to an open file, and not by a link.
 *
 * @param file The open file.
 * @param path Where it was when it was opened.
 */
export async function isStillAt(file: Deno.FsFile, path: string): Promise<boolean> {
  const there = await Deno.lstat(path).catch(() => undefined);
  return there !== undefined && isSameFile(await file.stat(), there);
}

function isSameFile(one: Deno.FileInfo, other: Deno.FileInfo): boolean {
  return other.isFile && one.ino === other.ino && one.dev === other.dev;
}

async function isOwn({ isFile, nlink, uid }: Deno.FileInfo, path: string): Promise<boolean> {
  if (!isFile || (nlink ?? 1) !== 1) return false;
  return uid === null || uid === await ownerOfNewFiles(path);
}

/** Who owns what this program makes beside a path: asking for one's own id takes a permission. */
async function ownerOfNewFiles(path: string): Promise<number | null> {
  const dir = path.slice(0, path.lastIndexOf("/")) || ".";
  const probe = await Deno.makeTempFile({ dir, prefix: ".chat-" });
  try {
    return (await Deno.lstat(probe)).uid;
  } finally {
    await Deno.remove(probe);
  }
}
