import { ensureDir } from "@std/fs/ensure-dir";
import { ProtocolError, type SharedFile, whyUnreadable } from "../../protocol/mod.ts";
import { Descriptor } from "./descriptor.ts";
import { DescriptorReserve } from "./descriptor_reserve.ts";
import { diskError, noSuchFile } from "./disk_errors.ts";
import { DiskFile } from "./disk_file.ts";
import { DiskQueue } from "./disk_queue.ts";
import { listFiles } from "./list_files.ts";
import { realNameOf } from "./real_name.ts";
import type { OpenedFile, SharedFolder } from "./shared_folder.ts";
import { isFileAt } from "./verify_path.ts";

/**
 * Most bytes of a file that are read at once, into one of two buffers that take turns. Larger ones
 * send faster, but let the chat wait longer for its turn.
 */
const MAX_CHUNK_BYTES = 524_288;

/** Fewest bytes that are read at once, however many files are open. */
const MIN_CHUNK_BYTES = 16_384;

/** Bytes for the buffers of all open files together, as long as the smallest ones fit. */
const BUFFER_BYTES = 134_217_728;

/** How long a list may take, in ms: a million files on a disk that is not in memory. */
const LIST_DEADLINE_MS = 30_000;

/** Options of {@linkcode DiskFolder.open}. */
export interface DiskFolderOptions {
  /**
   * How many descriptors to hold back, so that files can be opened and listed when connections have
   * taken all others. They are free again when the folder is disposed of.
   *
   * @default {0}
   */
  readonly reserve?: number;
}

/**
 * A shared folder on disk. Shares regular files inside its real path and nothing else: no way out
 * by `..`, absolute paths or links, no dot files, no pipes or devices.
 */
export class DiskFolder implements SharedFolder, Disposable {
  /** The folder's real path. */
  readonly label: string;
  readonly #opening = new DiskQueue();
  readonly #listing = new DiskQueue({ deadlineMs: LIST_DEADLINE_MS });
  readonly #reserve: DescriptorReserve;
  #openFiles = 0;

  private constructor(realPath: string, reserve: number) {
    this.label = realPath;
    this.#reserve = new DescriptorReserve(reserve);
  }

  /**
   * Opens a folder to share, and makes it first if it is missing.
   *
   * @throws {Error} If it cannot be made or read; the message names it.
   */
  static async open(path: string, { reserve = 0 }: DiskFolderOptions = {}): Promise<DiskFolder> {
    try {
      const found = await Deno.stat(path).catch(() => undefined);
      if (found && !found.isDirectory) throw new Error("it is not a folder");
      await ensureDir(path);
      const realPath = await Deno.realPath(path);
      for await (const _ of Deno.readDir(realPath)) break;
      return new DiskFolder(realPath, reserve);
    } catch (cause) {
      throw new Error(`Cannot share ${path}: ${whyUnreadable(cause)}`, { cause });
    }
  }

  /** Lists the files that {@linkcode DiskFolder.open | open} would open. */
  async list(): Promise<SharedFile[]> {
    try {
      return await this.#listing.run(() => this.#reserve.use(() => listFiles(this.label)));
    } catch (error) {
      throw diskError(error, (cause) => {
        const message = "The shared folder cannot be read";
        return new ProtocolError("files-unavailable", message, { cause });
      });
    } finally {
      this.#reserve.refill();
    }
  }

  /** Opens a file once, and judges it by what was opened. */
  async open(name: string): Promise<OpenedFile> {
    try {
      return await this.#opening.run(() => this.#open(name), (late) => late[Symbol.dispose]());
    } catch (error) {
      throw diskError(error, (cause) => noSuchFile(name, cause));
    }
  }

  /** Lets go of the descriptors that were held back. */
  [Symbol.dispose](): void {
    this.#reserve[Symbol.dispose]();
  }

  async #open(name: string): Promise<OpenedFile> {
    const real = await realNameOf(this.label, name);
    if (real === undefined) throw noSuchFile(name);
    const path = `${this.label}/${real}`;
    // Judged before opening, as opening a device may have effects; after it, as only then it is sure.
    if (!(await Deno.lstat(path)).isFile) throw noSuchFile(name);
    const descriptor = await this.#reserve.use(() => Descriptor.open(path));
    try {
      const stats = await descriptor.stat();
      if (!stats.isFile() || !await isFileAt(this.label, real, stats)) throw noSuchFile(name);
      return this.#opened(descriptor, stats);
    } catch (error) {
      descriptor.close();
      this.#reserve.refill();
      throw error;
    }
  }

  #opened(descriptor: Descriptor, stats: Awaited<ReturnType<Descriptor["stat"]>>): DiskFile {
    this.#openFiles++;
    return new DiskFile({
      descriptor,
      stats,
      chunkBytes: () => this.#chunkBytes,
      onClose: () => {
        this.#openFiles--;
        this.#reserve.refill();
      },
    });
  }

  /** How much to read at once, so that the buffers of all open files keep to their bound. */
  get #chunkBytes(): number {
    const share = Math.floor(BUFFER_BYTES / 2 / this.#openFiles);
    return Math.max(MIN_CHUNK_BYTES, Math.min(MAX_CHUNK_BYTES, share));
  }
}
