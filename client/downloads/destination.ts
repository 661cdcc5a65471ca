import { createHash } from "node:crypto";
import { type Output, writeAll } from "../../protocol/mod.ts";
import { DownloadError } from "./failure.ts";

/** What tells one content of a shared file from another, before its digest does. */
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

/** Where the bytes of one file go. */
export interface Destination {
  /** The version whose bytes these are. */
  readonly version: Version;
  /** How many bytes it has, from the beginning of the file. */
  readonly length: number;
  /** How many of them were there before this program began. */
  readonly inherited: number;
  /** Appends bytes, and hashes them. */
  write(bytes: Uint8Array): Promise<void>;
  /** SHA-256 of all that it has, in hexadecimal. */
  digest(): string;
  /**
   * Begins again, with another version.
   *
   * @throws {Error} If what was written cannot be taken back.
   */
  restart(version: Version): Promise<void>;
}

/** A destination that cannot be taken back, such as standard output. */
export class OutputStream implements Destination {
  /** Nothing was there before. */
  readonly inherited = 0;
  /** The version whose bytes these are. */
  version: Version;
  /** How many bytes have been written. */
  length = 0;
  readonly #hash = createHash("sha256");
  readonly #output: Output;

  /** Takes what to write to. */
  constructor(output: Output, version: Version) {
    this.#output = output;
    this.version = version;
  }

  /** Writes bytes on. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    await writeAll(this.#output, bytes, (count) => this.length += count);
  }

  /** SHA-256 of what was written. */
  digest(): string {
    return this.#hash.copy().digest("hex");
  }

  /** Takes another version, if nothing has been written yet. */
  restart(version: Version): Promise<void> {
    if (this.length > 0) return Promise.reject(new DownloadError({ type: "changed" }));
    this.version = version;
    return Promise.resolve();
  }
}
