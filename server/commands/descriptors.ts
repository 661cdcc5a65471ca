/** Number of file descriptors to leave free for shared files that are being read. */
const RESERVE = 16;

/** How many to open before the event loop gets a turn: about one millisecond. */
const SLICE = 500;

/** Opening this file takes a descriptor and little time: a tenth of what a folder takes. */
const NOTHING = Deno.build.os === "windows" ? "NUL" : "/dev/null";

/**
 * Finds out how many more connections the system allows this process. Only a process with all
 * permissions can read the limit of file descriptors, so this opens the null device until that
 * fails, and closes it again: about 3 µs each time.
 *
 * @param wanted How many are enough.
 * @returns How many there can be, at most `wanted`.
 */
export async function countConnections(wanted: number): Promise<number> {
  const opened: Deno.FsFile[] = [];
  try {
    while (opened.length < wanted + RESERVE) {
      await new Promise((resolve) => setTimeout(resolve));
      for (let i = 0; i < SLICE; i++) opened.push(Deno.openSync(NOTHING));
    }
  } catch {
    // The limit is reached.
  } finally {
    for (const each of opened) each.close();
  }
  return Math.max(0, Math.min(wanted, opened.length - RESERVE));
}
