import { createHash } from "node:crypto";
import { writeAll } from "../../protocol/mod.ts";
import { type Destination, isSame, type Version } from "./destination.ts";
import { stemOf } from "./local_path.ts";
import { moveToFree } from "./move_to_free.ts";
import { hashFile } from "./hash_file.ts";
import { isStillAt, openOrCreateOwn, openOwn } from "./own_file.ts";

/**
 * Number of bytes at the end of an earlier part that are downloaded again, because its last write
 * may be incomplete. The digest detects any other damage.
 */
const TAIL_BYTES = 262_144;

/** What was found in place of a part. */
export type Found =
  /** Nothing. */
  | "nothing"
  /** A part of the same version. */
  | "part"
  /** A part of another version, now gone. */
  | "other-version"
  /** A file of another origin, now renamed. */
  | "foreign";

/**
 * A file that is not complete yet: its bytes are in `NAME.part`, and its version in
 * `NAME.part.json`. It gets its final name once it is complete and verified, and never replaces
 * another file. One program at a time has it open; others wait.
 */
export class PartFile implements Destination, Disposable {
  /** The version of its bytes. */
  version: Version;
  /** Number of bytes so far. */
  length = 0;
  /** Number of bytes from an earlier run. {@linkcode PartFile.verify} hashes them. */
  inherited = 0;
  /** Number of bytes that an earlier run left: the last {@linkcode TAIL_BYTES} of them are gone. */
  left = 0;
  /** What was found there. */
  found: Found = "nothing";
  readonly #file: Deno.FsFile;
  readonly #goal: string;
  #hash = createHash("sha256");

  private constructor(file: Deno.FsFile, goal: string, version: Version) {
    this.#file = file;
    this.#goal = goal;
    this.version = version;
  }

  /**
   * Opens the part of this version from an earlier run, or creates one.
   *
   * @param goal The path of the whole file. Its folder is created.
   */
  static async open(goal: string, version: Version): Promise<PartFile> {
    await makeFolder(goal.slice(0, goal.lastIndexOf("/")) || ".");
    const path = `${stemOf(goal)}.part`;
    for (let foreign = false;; foreign = true) {
      const file = await openLocked(path);
      const part = file ? await PartFile.#takeUp(file, goal, version) : undefined;
      if (part && foreign) part.found = "foreign";
      if (part) return part;
      await moveToFree(path, `${path}.bad`);
    }
  }

  /** Reads the note of an open part. Closes the part if it is not ours. */
  static async #takeUp(file: Deno.FsFile, goal: string, version: Version) {
    const part = new PartFile(file, goal, version);
    if (await part.#take()) return part;
    part[Symbol.dispose]();
  }

  /** The path of the part. */
  get path(): string {
    return `${stemOf(this.#goal)}.part`;
  }

  /**
   * Hashes the bytes from an earlier run. Call it before writing more.
   *
   * @param onBytes Called with the number of bytes hashed so far. It may throw to end the hashing.
   */
  async verify(onBytes: (done: number) => void): Promise<void> {
    await this.#file.seek(0, Deno.SeekMode.Start);
    await hashFile(this.#file, this.inherited, this.#hash, onBytes);
  }

  /** Appends bytes, and hashes them. */
  async write(bytes: Uint8Array): Promise<void> {
    const writing = writeAll(this.#file, bytes, (count) => this.length += count);
    this.#hash.update(bytes); // In the meantime.
    await writing;
  }

  /** SHA-256 of its bytes. */
  digest(): string {
    return this.#hash.copy().digest("hex");
  }

  /** Starts over with another version. */
  async restart(version: Version): Promise<void> {
    await this.#file.truncate(0);
    await this.#file.seek(0, Deno.SeekMode.Start);
    this.#hash = createHash("sha256");
    this.version = version;
    this.length = this.inherited = 0;
    await writeNote(this.#notePath, version);
  }

  /**
   * Renames the complete file to its final name, or to a numbered one.
   *
   * @returns Its path.
   */
  async publish(): Promise<string> {
    // Otherwise a power failure could leave the name on the disk without the bytes.
    await this.#file.syncData();
    const path = await moveToFree(this.path, this.#goal);
    await this.#forget();
    return path;
  }

  /**
   * Sets aside a file that does not match its digest.
   *
   * @returns Its new path.
   */
  async setAside(): Promise<string> {
    const path = await moveToFree(this.path, `${stemOf(this.#goal)}.bad`);
    await this.#forget();
    return path;
  }

  /** Deletes it. */
  async discard(): Promise<void> {
    await Deno.remove(this.path);
    await this.#forget();
  }

  /** Closes it. The part stays. */
  [Symbol.dispose](): void {
    this.#file.close();
  }

  get #notePath(): string {
    return `${this.path}.json`;
  }

  async #forget(): Promise<void> {
    await Deno.remove(this.#notePath).catch(() => {});
  }

  /** Reads what is there; false if it is not ours. */
  async #take(): Promise<boolean> {
    const { size } = await this.#file.stat();
    if (size === 0) return await this.restart(this.version), true;
    const begun = await readNote(this.#notePath);
    if (!begun) return false;
    if (!isSame(begun, this.version) || size > begun.size) {
      this.found = "other-version";
      return await this.restart(this.version), true;
    }
    this.found = "part";
    this.left = size;
    this.inherited = this.length = Math.max(0, size - TAIL_BYTES);
    await this.#file.truncate(this.length);
    return true;
  }
}

/** Makes a folder unless it is there. */
async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true });
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AlreadyExists)) throw cause;
    throw new Deno.errors.NotADirectory(cause.message, { cause });
  }
}

/**
 * Opens a file and waits until no other program has it open. It may be another file by then.
 *
 * @returns Undefined if it is not ours.
 */
async function openLocked(path: string): Promise<Deno.FsFile | undefined> {
  for (;;) {
    const file = await openOrCreateOwn(path);
    if (!file) return undefined;
    // Without file locks, a race ends with a digest that does not match.
    await file.lock(true).catch(() => {});
    if (await isStillAt(file, path)) return file;
    file.close();
  }
}

/** Maximum size of a note in bytes. */
const MAX_NOTE_BYTES = 1_024;

async function readNote(path: string): Promise<Version | undefined> {
  const file = await openOwn(path);
  if (typeof file === "string") return undefined;
  using note = file;
  const bytes = new Uint8Array(MAX_NOTE_BYTES);
  const count = await note.read(bytes) ?? 0;
  try {
    const { chat, size, modified } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, count)));
    const valid = chat === 1 && Number.isSafeInteger(size) && Number.isSafeInteger(modified);
    return valid ? { size, modified } : undefined;
  } catch {
    return undefined;
  }
}

async function writeNote(path: string, { size, modified }: Version): Promise<void> {
  const isThere = await Deno.lstat(path).then(() => true, () => false);
  if (isThere && await readNote(path)) await Deno.remove(path);
  else if (isThere) await moveToFree(path, `${path}.bad`);
  const text = `${JSON.stringify({ chat: 1, size, modified })}\n`;
  await Deno.writeTextFile(path, text, { createNew: true });
}
