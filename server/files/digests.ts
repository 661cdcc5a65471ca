import type { OpenedFile } from "./shared_folder.ts";

/** How many digests to remember: about 200 bytes each. */
const MAX_REMEMBERED = 10_000;

/**
 * How old a file's last change must be, in ms, for its digest to be remembered. A file that is
 * written twice within the coarsest clock tick of a file system (FAT: 2 s) looks the same both times.
 */
const SETTLED_MS = 2_000;

/** Options of {@linkcode Digests}. */
export interface DigestsOptions {
  /** Opens a file a second time, for reading it apart from its download. */
  open: (name: string) => Promise<OpenedFile>;
  /** The time, in ms since 1970 UTC. */
  now: () => number;
}

/**
 * SHA-256 of shared files. A file is read once however many ask for it at the same time, and again
 * only when it has changed; what was used longest ago is forgotten first.
 */
export class Digests {
  readonly #options: DigestsOptions;
  readonly #known = new Map<string, Promise<string>>();
  #closed = false;

  /** Takes what opens files, and a clock. */
  constructor(options: DigestsOptions) {
    this.#options = options;
  }

  /**
   * Begins to hash a file, unless that was done or is being done.
   *
   * @param name The file.
   * @param file The same file, opened; only for what it says of itself.
   * @returns The digest in hexadecimal of as many bytes as the file had when opened. Rejects if it
   * has become shorter, or is gone.
   */
  of(name: string, file: OpenedFile): Promise<string> {
    const key = `${name}\0${file.version}`;
    const digest = this.#known.get(key) ?? this.#begin(key, name, file);
    this.#known.delete(key);
    this.#known.set(key, digest);
    if (this.#known.size > MAX_REMEMBERED) this.#known.delete(this.#known.keys().next().value!);
    return digest;
  }

  /** Ends every reading under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#known.values());
  }

  #begin(key: string, name: string, { version, size, modified }: OpenedFile): Promise<string> {
    const forget = () => this.#known.delete(key);
    const settled = modified <= this.#options.now() - SETTLED_MS;
    const hashed = this.#hash(name, size);
    hashed.then((read) => settled && read.version === version || forget(), forget);
    const digest = hashed.then(({ sha256 }) => sha256);
    // Told to those who wait for it; by the time that it fails, there may be nobody.
    digest.catch(() => {});
    return digest;
  }

  async #hash(name: string, size: number): Promise<{ sha256: string; version: string }> {
    using file = await this.#options.open(name).catch((cause) => {
      // Not the peer's to know as it is: by now it has a size header, and no reply can follow.
      throw new Error(`${name} is gone`, { cause });
    });
    // Loaded when a file is hashed first: it takes as long as the rest of a server's start.
    const { createHash } = await import("node:crypto");
    const hash = createHash("sha256");
    let left = size;
    for await (const chunk of await file.stream(0)) {
      if (this.#closed) throw new Error("The server is closing");
      hash.update(chunk.subarray(0, left));
      left -= Math.min(left, chunk.length);
      if (left === 0) break;
    }
    if (left > 0) throw new Error(`${name} became ${left} bytes shorter`);
    return { sha256: hash.digest("hex"), version: file.version };
  }
}
