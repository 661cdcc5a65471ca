/** Descriptors to leave free for what is no connection: shared files that are being read. */
const RESERVE = 16;

/**
 * Finds out how many more connections the system lets this process have. The limit on descriptors
 * can only be read by a process that may do anything, so this opens a file until it may not, and
 * closes it again as often: some 15 µs each.
 *
 * @param wanted How many would do.
 * @param file A file or folder that may be read.
 * @returns How many there can be, at most `wanted`.
 */
export async function countConnections(wanted: number, file: string): Promise<number> {
  const opened: Deno.FsFile[] = [];
  try {
    while (opened.length < wanted + RESERVE) opened.push(await Deno.open(file));
  } catch {
    // As many as there can be.
  } finally {
    for (const each of opened) each.close();
  }
  return Math.max(0, Math.min(wanted, opened.length - RESERVE));
}
