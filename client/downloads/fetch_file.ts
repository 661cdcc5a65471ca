import { PartFile } from "./part_file.ts";
import { findCopy } from "./saved_copy.ts";
import { MismatchError, type Transfer, type TransferOptions } from "./transfer.ts";

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
  options: Pick<TransferOptions, "progress" | "tell" | "signal">,
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
      report(part, options.tell);
      await fill(part, transfer, verifying);
      return { path: await part.publish(), size: part.length, already: false };
    } catch (error) {
      if (!(error instanceof MismatchError)) throw await unfinished(part, error);
      const bad = await part.setAside();
      if (again || part.inherited === 0) throw new Error(`${error.message}; it is now ${bad}`);
      options.tell(`what was there does not match, and is now ${bad}: starting over`);
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

function report(part: PartFile, tell: (remark: string) => void): void {
  if (part.found === "other-version") tell("changed on the server: starting over");
  if (part.found === "foreign") tell(`${part.path} was no part of ours, and is now another name`);
  if (part.found === "part") {
    tell(`going on at ${part.length} of ${part.version.size} bytes`);
  }
}
