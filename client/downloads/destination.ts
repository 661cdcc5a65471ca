import { createHash } from "node:crypto";
import { type Output, writeAll } from "../../protocol/mod.ts";
import { DownloadError } from "./failure.ts";

/** The version of a shared file: distinguishes its contents before the digest is known. */
export interface Version {
  /** Size in bytes. */
  readonly size: number;
  /** When it last changed, in ms since 1970 UTC. */
  readonly modified: number;
}

/** Tells whether two versions are the same. */
export function isSame(a: Version, b: Version): boolean {
  return a.size === b.size && a.modified === b.modified;
}

/** The destination of a download. */
export interface Destination {
  /** The version whose bytes these are. */
  readonly version: Version;
  /** Number of bytes so far, from the beginning of the file. */
  readonly length: number;
  /** Number of those that were there before. */
  readonly inherited: number;
  /** Appends bytes, and hashes them. */
  write(bytes: Uint8Array): Promise<void>;
  /** SHA-256 of its bytes, in hexadecimal. */
  digest(): string;
  /**
   * Starts over with another version.
   *
   * @throws {Error} If the written bytes cannot be removed.
   */
  restart(version: Version): Promise<void>;
}

/** A destination from which nothing can be removed, such as standard output. */
export class OutputStream implements Destination {
  /** Nothing was there before. */
  readonly inherited = 0;
  /** The version of its bytes. */
  version: Version;
  /** Number of bytes written. */
  length = 0;
  readonly #hash = createHash("sha256");
  readonly #output: Output;

  /** Creates a destination that writes to an output. */
  constructor(output: Output, version: Version) {
    this.#output = output;
    this.version = version;
  }

  /** Writes bytes. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    try {
      await writeAll(this.#output, bytes, (count) => this.length += count);
    } catch (cause) {
      if ((cause as Error).name !== "BrokenPipe") throw cause;
      throw new DownloadError({ type: "unread" }, { cause });
    }
  }

  /** SHA-256 of the written bytes. */
  digest(): string {
    return this.#hash.copy().digest("hex");
  }

  /** Accepts another version, if nothing has been written yet. */
  restart(version: Version): Promise<void> {
    if (this.length > 0) return Promise.reject(new DownloadError({ type: "changed" }));
    this.version = version;
    return Promise.resolve();
  }
}
