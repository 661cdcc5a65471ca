import { ensureDir } from "@std/fs/ensure-dir";
import { ProtocolError, type SharedFile } from "../../protocol/mod.ts";
import type { OpenedFile, SharedFolder } from "./shared_folder.ts";

/**
 * Bytes of a file read at once, into one of two buffers that take turns. Larger ones send faster, but
 * let the chat wait longer for its turn; and 100 downloads are held in 100 MB.
 */
const CHUNK_BYTES = 524_288;

/**
 * A shared folder on disk. Shares regular files inside its real path and nothing else: no way out
 * by `..`, absolute paths or links, no dot files, no pipes or devices.
 */
export class DiskFolder implements SharedFolder {
  /** The folder's real path. */
  readonly label: string;
  readonly #separator = Deno.build.os === "windows" ? "\\" : "/";

  private constructor(realPath: string) {
    this.label = realPath;
  }

  /**
   * Opens a folder to share, and makes it first if it is missing.
   *
   * @throws {Error} If it cannot be made or read; the message names it.
   */
  static async open(path: string): Promise<DiskFolder> {
    try {
      await ensureDir(path);
      const folder = new DiskFolder(await Deno.realPath(path));
      for await (const _ of Deno.readDir(folder.label)) break;
      return folder;
    } catch (cause) {
      throw new Error(`Cannot share ${path}: ${(cause as Error).message}`, { cause });
    }
  }

  /** Lists the files that {@linkcode DiskFolder.open | open} would open. */
  async list(): Promise<SharedFile[]> {
    const files: SharedFile[] = [];
    try {
      await this.#collect("", files);
    } catch (cause) {
      throw new ProtocolError("files-unavailable", "The shared folder cannot be read", { cause });
    }
    return files.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Opens a file once, and judges it by what was opened. */
  async open(name: string): Promise<OpenedFile> {
    const path = await this.#realPath(name);
    try {
      // Before opening, as opening a pipe waits for its writer; after it, as only the handle is sure.
      if (path === undefined || !(await Deno.stat(path)).isFile) throw notFound(name);
      return await this.#opened(path, name);
    } catch (error) {
      throw error instanceof ProtocolError ? error : notFound(name, error);
    }
  }

  async #opened(path: string, name: string): Promise<OpenedFile> {
    const file = await Deno.open(path, { read: true });
    try {
      const info = await file.stat();
      const named = await Deno.stat(path);
      const isSame = named.ino === info.ino && named.dev === info.dev;
      if (info.isFile && isSame) return new DiskFile(file, info);
      throw notFound(name);
    } catch (error) {
      file.close();
      throw error;
    }
  }

  async #collect(folder: string, files: SharedFile[]): Promise<void> {
    for await (const entry of Deno.readDir(`${this.label}/${folder}`)) {
      const name = folder + entry.name;
      if (!isSharable(name)) continue;
      // A folder within that cannot be read, or is gone by now, shares nothing.
      if (entry.isDirectory) await this.#collect(`${name}/`, files).catch(() => {});
      else await this.#collectFile(name, files);
    }
  }

  async #collectFile(name: string, files: SharedFile[]): Promise<void> {
    const path = await this.#realPath(name);
    if (path === undefined) return;
    const info = await Deno.stat(path).catch(() => undefined);
    if (info?.isFile) files.push({ name, size: info.size });
  }

  /** Where a name leads, links followed; undefined if that is nowhere inside the folder. */
  async #realPath(name: string): Promise<string | undefined> {
    if (!isSharable(name)) return undefined;
    const path = await Deno.realPath(`${this.label}/${name}`).catch(() => undefined);
    if (!path?.startsWith(this.label + this.#separator)) return undefined;
    const inside = path.slice(this.label.length + 1).replaceAll(this.#separator, "/");
    return isSharable(inside) ? path : undefined;
  }
}

class DiskFile implements OpenedFile {
  readonly size: number;
  readonly modified: number;
  readonly version: string;
  readonly #file: Deno.FsFile;

  constructor(file: Deno.FsFile, { size, mtime, ctime, ino }: Deno.FileInfo) {
    this.#file = file;
    this.size = size;
    this.modified = Math.max(0, mtime?.getTime() ?? 0);
    // The change time too: unlike the modification time, nobody can set it back.
    this.version = [size, this.modified, ctime?.getTime(), ino].join(" ");
  }

  async stream(offset: number): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    await this.#file.seek(offset, Deno.SeekMode.Start);
    let left = this.size - offset;
    const length = Math.min(CHUNK_BYTES, left);
    let [buffer, other] = [new Uint8Array(length), new Uint8Array(length)];
    let reading: Promise<number | null> | undefined;
    return new ReadableStream({
      pull: async (controller) => {
        if (left > 0) {
          const count = await (reading ?? this.#read(buffer, left));
          if (count === null) throw new Error(`The file became ${left} bytes shorter`);
          const chunk = buffer.subarray(0, count);
          left -= count;
          [buffer, other] = [other, buffer];
          // Read ahead, into the other buffer, while this one is being sent.
          reading = left > 0 ? this.#read(buffer, left) : undefined;
          controller.enqueue(chunk);
        }
        if (left === 0) controller.close();
      },
    }, { highWaterMark: 0 });
  }

  #read(buffer: Uint8Array<ArrayBuffer>, left: number): Promise<number | null> {
    const reading = this.#file.read(buffer.subarray(0, left));
    reading.catch(() => {}); // Thrown when it is waited for; by then, the client may be gone.
    return reading;
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** Whether a relative path could be shared: plain parts, none hidden, no way up or out. */
function isSharable(name: string): boolean {
  if (/[\0\\]/.test(name) || /^[a-z]:/i.test(name)) return false;
  return name.split("/").every((part) => part !== "" && !part.startsWith("."));
}

function notFound(name: string, cause?: unknown): ProtocolError {
  return new ProtocolError("no-such-file", `No such file: ${name}`, { cause });
}
