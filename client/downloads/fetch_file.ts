import { PartFile } from "./part_file.ts";
import { findCopy } from "./saved_copy.ts";
import { DownloadError, failureOf } from "./failure.ts";
import type { Transfer, TransferOptions } from "./transfer.ts";

/** The result of a download. */
export interface Saved {
  /** Its path. */
  readonly path: string;
  /** Its size in bytes. */
  readonly size: number;
  /** Whether it was there already, so that nothing was transferred. */
  readonly already: boolean;
}

/** A transfer that failed or was cancelled, with a part that can be continued. */
export class UnfinishedError extends Error {
  /** The name of the class, shown in stack traces. */
  override name = "UnfinishedError";

  /**
   * Makes an error for the user.
   *
   * @param cause The reason.
   * @param kept Number of bytes that are kept.
   * @param size Size of the whole file in bytes.
   */
  constructor(override readonly cause: unknown, readonly kept: number, readonly size: number) {
    super((cause as Error).message, { cause });
  }
}

/**
 * Downloads a file and saves it, unless it is there already. Continues what an earlier run left.
 *
 * @param transfer Transfers the bytes.
 * @param goal The path to save it under. If another file has it, a number is added.
 * @throws {UnfinishedError} If it failed or was cancelled, with a part kept.
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
    // Another program may be downloading this file here: wait for it before looking.
    using part = await PartFile.open(goal, version).catch((error) => fail(error, goal));
    try {
      const copy = await findCopy(goal, version, digest, verifying(version.size));
      if (copy !== undefined) return await leave(part, copy);
      report(part, options);
      await fill(part, transfer, verifying);
      return { path: await part.publish(), size: part.length, already: false };
    } catch (error) {
      if (failureOf(error).type !== "mismatch") throw await unfinished(part, named(error, goal));
      const setAside = await part.setAside();
      if (again || part.inherited === 0) throw new DownloadError({ type: "mismatch", setAside });
      options.tell({ type: "part-wrong", name: options.name, setAside });
    }
  }
}

/** Names the path that could not be written, if that is what an error says. */
function named(error: unknown, path: string): DownloadError {
  return error instanceof DownloadError
    ? error
    : new DownloadError(failureOf(error, path), { cause: error });
}

function fail(error: unknown, path: string): never {
  throw named(error, path);
}

/** Deletes the part: the whole file is there. */
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

/** Keeps the part of a file, unless it is empty. */
async function unfinished(part: PartFile, error: unknown): Promise<unknown> {
  if (part.length > 0) return new UnfinishedError(error, part.length, part.version.size);
  await part.discard();
  return error;
}

/** Reports what was found in place of the part. */
function report(
  { found, path, left, version }: PartFile,
  { name, tell }: Pick<TransferOptions, "name" | "tell">,
): void {
  if (found === "other-version") tell({ type: "restarted", name });
  if (found === "foreign") tell({ type: "part-foreign", name, path });
  if (found === "part") {
    tell({ type: "resumed", name, path, bytes: left, size: version.size });
  }
}
