/** Descriptors that a server needs beside those of its connections: files, the listener, the log. */
const RESERVE = 32;

/** How many to open between two looks at the clients while probing. */
const SLICE = 250;

/**
 * Finds out how many connections the system lets this process have.
 *
 * The limit itself can be read only by a process that may do anything. Any other opens files until
 * it may not, and closes them again.
 *
 * @param wanted How many would do.
 * @param file A file that may be read.
 * @returns How many there can be, at most `wanted`.
 */
export async function countConnections(wanted: number, file: string): Promise<number> {
  const limit = readLimit() ?? await probe(wanted + RESERVE, file);
  return Math.max(0, Math.min(wanted, limit - RESERVE));
}

function readLimit(): number | undefined {
  try {
    const limits = Deno.readTextFileSync("/proc/self/limits");
    const limit = /^Max open files +(\d+)/m.exec(limits)?.[1];
    return limit === undefined ? undefined : Number(limit);
  } catch {
    return undefined;
  }
}

async function probe(wanted: number, file: string): Promise<number> {
  const opened: Deno.FsFile[] = [];
  try {
    while (opened.length < wanted) {
      for (let i = 0; i < SLICE; i++) opened.push(Deno.openSync(file));
      await new Promise((resolve) => setTimeout(resolve));
    }
  } catch {
    // As many as there can be.
  }
  for (const each of opened) each.close();
  return opened.length;
}
