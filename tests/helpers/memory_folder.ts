import { ProtocolError, type SharedFile } from "../../protocol/mod.ts";
import type { OpenedFile, SharedFolder } from "../../server/files/shared_folder.ts";

/** A shared folder without a disk, so that downloads can be tested with the network alone. */
export class MemoryFolder implements SharedFolder {
  readonly label = "memory";
  readonly #files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

  constructor(files: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {}) {
    this.#files = files;
  }

  list(): Promise<SharedFile[]> {
    const files = Object.entries(this.#files).map(([name, bytes]) => ({
      name,
      size: bytes.length,
    }));
    return Promise.resolve(files.sort((a, b) => (a.name < b.name ? -1 : 1)));
  }

  open(name: string): Promise<OpenedFile> {
    if (!Object.hasOwn(this.#files, name)) {
      return Promise.reject(new ProtocolError("no-such-file", `No such file: ${name}`));
    }
    const bytes = this.#files[name]!;
    return Promise.resolve({
      size: bytes.length,
      modified: 0,
      version: "1",
      stream: (offset, end) => new Blob([bytes.subarray(offset, end)]).stream(),
      [Symbol.dispose]: () => {},
    });
  }
}
