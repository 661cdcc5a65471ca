import { PartFile } from "./part_file.ts";
import { findCopy } from "./saved_copy.ts";
import { DownloadError, failureOf } from "./failure.ts";
import type { Transfer, TransferOptions } from "./transfer.ts";

/** How a file came to be where it is. */
export interface Saved {
  /** Where it is. */
  readonly path: string;
  /** Its size in bytes, as the server says. */
  readonly size: number;
  /** Whether it was there before, and nothing was transferred. */
  readonly already: boolean;
}

/** A transfer that failed, or was ended, with a part left to go on with. */
export class UnfinishedError extends Error {
  /** The class, for those who read the error. */
  override name = "UnfinishedError";

  /**
   * Makes an error for the user.
   *
   * @param cause Why it ended.
   * @param kept How many bytes are kept.
   * @param size How many there are to be.
   */
  constructor(override readonly cause: unknown, readonly kept: number, readonly size: number) {
    super((cause as Error).message, { cause });
  }
}

/**
 * Fetches a file and saves it, unless it is there already; goes on with what an earlier run left.
 *
 * @param transfer What brings the bytes.
 * @param goal The path it should have; if another file has that, it gets a numbered one.
 * @throws {UnfinishedError} If it failed, or was ended, with a part kept.
 */
export async function fetchFile(
  transfer: Transfer,
  goal: string,
  options: Pick<TransferOptions, "name" | "progress" | "tell" | "signal">,
): Promise<Saved> {
  const version = await transfer.version();
  const verifying = (total: number) => (done: number) => {
    options.signal.throwIfAborted();
    options.progress({ phase: "verifying", done, total });
  };
  const digest = () => transfer.digestOf(version);
  for (let again = false;; again = true) {
    // Whoever else fetches this file here has to be done before it is looked for.
    using part = await PartFile.open(goal, version);
    try {
      const copy = await findCopy(goal, version, digest, verifying(version.size));
      if (copy !== undefined) return await leave(part, copy);
      report(part, options);
      await fill(part, transfer, verifying);
      return { path: await part.publish(), size: part.length, already: false };
    } catch (error) {
      if (failureOf(error).type !== "mismatch") throw await unfinished(part, error);
      const setAside = await part.setAside();
      if (again || part.inherited === 0) throw new DownloadError({ type: "mismatch", setAside });
      options.tell({ type: "part-wrong", name: options.name, setAside });
    }
  }
}

/** Needs no part, as there is a whole file. */
async function leave(part: PartFile, path: string): Promise<Saved> {
  await part.discard();
  return { path, size: part.version.size, already: true };
}

async function fill(
  part: PartFile,
  transfer: Transfer,
  verifying: (total: number) => (done: number) => void,
): Promise<void> {
  await transfer.fill(part, () => part.verify(verifying(part.inherited)));
}

/** Keeps what there is of a file, or nothing if that is nothing. */
async function unfinished(part: PartFile, error: unknown): Promise<unknown> {
  if (part.length > 0) return new UnfinishedError(error, part.length, part.version.size);
  await part.discard();
  return error;
}

/** Tells what was found where the part goes. */
function report(
  { found, path, length, version }: PartFile,
  { name, tell }: Pick<TransferOptions, "name" | "tell">,
): void {
  if (found === "other-version") tell({ type: "restarted", name });
  if (found === "foreign") tell({ type: "part-foreign", name, path });
  if (found === "part") {
    tell({ type: "resumed", name, path, bytes: length, size: version.size });
  }
}
