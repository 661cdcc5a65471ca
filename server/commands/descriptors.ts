/** Descriptors to leave free for what is no connection: shared files that are being read. */
const RESERVE = 16;

/** How many to open between two looks at the clients: a millisecond's worth. */
const SLICE = 500;

/** What takes a descriptor and nothing else: a tenth of the time that a folder takes. */
const NOTHING = Deno.build.os === "windows" ? "NUL" : "/dev/null";

/**
 * Finds out how many more connections the system lets this process have. The limit on descriptors
 * can only be read by a process that may do anything, so this opens the null device until it may
 * not, and closes it again as often: some 3 µs each.
 *
 * @param wanted How many would do.
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
    // As many as there can be.
  } finally {
    for (const each of opened) each.close();
  }
  return Math.max(0, Math.min(wanted, opened.length - RESERVE));
}
