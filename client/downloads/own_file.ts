/**
 * Opens a file of this user for reading and writing, or creates it.
 *
 * Others who may write to the folder could have put something else there: a link to another file,
 * which would be overwritten, or a FIFO, which would block. So a new file is created only if
 * nothing is there, and an existing one must be a regular file with one name that belongs to the
 * user.
 *
 * @param path Its path.
 * @returns The file; undefined if something else is there.
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
 * Opens an existing file of this user for reading and writing.
 *
 * @param path Its path.
 * @returns The file, or whether nothing or something else is there.
 */
export async function openOwn(path: string): Promise<Deno.FsFile | "nothing" | "foreign"> {
  try {
    const there = await Deno.lstat(path);
    if (!await isOwn(there, path)) return "foreign";
    // For writing too: opening a FIFO only for reading would block.
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
 * Tells whether a path still is an open file, and not a link to it.
 *
 * @param file The open file.
 * @param path The path under which it was opened.
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

/** Finds out the user's id by creating a file, because asking for it needs a permission. */
async function ownerOfNewFiles(path: string): Promise<number | null> {
  const dir = path.slice(0, path.lastIndexOf("/")) || ".";
  const probe = await Deno.makeTempFile({ dir, prefix: ".chat-" });
  try {
    return (await Deno.lstat(probe)).uid;
  } finally {
    await Deno.remove(probe);
  }
}
