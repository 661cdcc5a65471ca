import { createHash } from "node:crypto";
import { ensureDir } from "@std/fs/ensure-dir";
import { writeAll } from "../../protocol/mod.ts";
import { type Destination, isSame, type Version } from "./destination.ts";
import { stemOf } from "./local_path.ts";
import { moveToFree } from "./move_to_free.ts";
import { hashFile } from "./hash_file.ts";
import { isStillAt, openOrCreateOwn, openOwn } from "./own_file.ts";

/**
 * How many bytes at the end of a part that an earlier run left are fetched again, should its last
 * writes have been torn. Whatever else went wrong with it, the digest tells.
 */
const TAIL_BYTES = 262_144;

/** What was found where a part goes, for the user to know. */
export type Found =
  /** Nothing. */
  | "nothing"
  /** A part of the same version. */
  | "part"
  /** A part of another version, now gone. */
  | "other-version"
  /** A file that no download of ours began, now set aside. */
  | "foreign";

/**
 * A file that is not whole yet: its bytes in `NAME.part`, what they are a part of in
 * `NAME.part.json`. It gets its name only when whole and verified, and never that of another file.
 * One program at a time has it; others wait for it to be closed.
 */
export class PartFile implements Destination, Disposable {
  /** The version whose bytes these are. */
  version: Version;
  /** How many bytes it has. */
  length = 0;
  /** How many of them an earlier run left; they are hashed by {@linkcode PartFile.verify}. */
  inherited = 0;
  /** What was there. */
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
   * Takes up the part that an earlier run left of this version, or begins a new one.
   *
   * @param goal The path that the whole file should have; its folder is made.
   */
  static async open(goal: string, version: Version): Promise<PartFile> {
    await ensureDir(goal.slice(0, goal.lastIndexOf("/")) || ".");
    const path = `${stemOf(goal)}.part`;
    for (let foreign = false;; foreign = true) {
      const file = await openLocked(path);
      const part = file ? await PartFile.#takeUp(file, goal, version) : undefined;
      if (part && foreign) part.found = "foreign";
      if (part) return part;
      await moveToFree(path, `${path}.bad`);
    }
  }

  /** Makes sense of an open file; closes it if it is not ours. */
  static async #takeUp(file: Deno.FsFile, goal: string, version: Version) {
    const part = new PartFile(file, goal, version);
    if (await part.#take()) return part;
    part[Symbol.dispose]();
  }

  /** Where the bytes are. */
  get path(): string {
    return `${stemOf(this.#goal)}.part`;
  }

  /**
   * Hashes what an earlier run left; to be done before more is written.
   *
   * @param onBytes Told how many bytes were hashed so far; throws to end it.
   */
  async verify(onBytes: (done: number) => void): Promise<void> {
    await this.#file.seek(0, Deno.SeekMode.Start);
    await hashFile(this.#file, this.inherited, this.#hash, onBytes);
  }

  /** Appends bytes, and hashes them. */
  async write(bytes: Uint8Array): Promise<void> {
    const writing = writeAll(this.#file, bytes, (count) => this.length += count);
    this.#hash.update(bytes); // Meanwhile.
    await writing;
  }

  /** SHA-256 of all that it has. */
  digest(): string {
    return this.#hash.copy().digest("hex");
  }

  /** Begins again, with another version. */
  async restart(version: Version): Promise<void> {
    await this.#file.truncate(0);
    await this.#file.seek(0, Deno.SeekMode.Start);
    this.#hash = createHash("sha256");
    this.version = version;
    this.length = this.inherited = 0;
    await writeNote(this.#notePath, version);
  }

  /**
   * Gives the whole file its name, or a numbered one if that is taken.
   *
   * @returns Its path.
   */
  async publish(): Promise<string> {
    // Else the name could be on the disk before the bytes, when the power fails.
    await this.#file.syncData();
    const path = await moveToFree(this.path, this.#goal);
    await this.#forget();
    return path;
  }

  /**
   * Gives up what does not match its digest, but keeps it for who wants to look.
   *
   * @returns Where it is now.
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

  /** Lets go of it; it stays where it is. */
  [Symbol.dispose](): void {
    this.#file.close();
  }

  get #notePath(): string {
    return `${this.path}.json`;
  }

  async #forget(): Promise<void> {
    await Deno.remove(this.#notePath).catch(() => {});
  }

  /** Makes sense of what is there; false if it is not ours to touch. */
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
    this.inherited = this.length = Math.max(0, size - TAIL_BYTES);
    await this.#file.truncate(this.length);
    return true;
  }
}

/**
 * Opens a file, and waits until no other program has it; it may be another file by then.
 *
 * @returns Nothing if what is there is not ours.
 */
async function openLocked(path: string): Promise<Deno.FsFile | undefined> {
  for (;;) {
    const file = await openOrCreateOwn(path);
    if (!file) return undefined;
    // Where the file system has no locks, a race ends with a digest that does not match.
    await file.lock(true).catch(() => {});
    if (await isStillAt(file, path)) return file;
    file.close();
  }
}

/** Most bytes of a note. */
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
