import type { SharedFile } from "../../protocol/mod.ts";

/** A folder whose files clients may list and download. On disk, or anywhere else. */
export interface SharedFolder {
  /** Where it is, for the log. */
  readonly label: string;

  /**
   * Lists every file, those in folders within included, sorted by name.
   *
   * @throws {ProtocolError} `files-unavailable` if the folder cannot be read.
   */
  list(): Promise<SharedFile[]>;

  /**
   * Opens a file.
   *
   * @param name Path relative to the folder, its parts separated by `/`.
   * @throws {ProtocolError} `no-such-file` if there is none that may be shared.
   */
  open(name: string): Promise<OpenedFile>;
}

/** A file opened once; what it says of itself is true of what it will stream. */
export interface OpenedFile extends Disposable {
  /** Size in bytes, when it was opened. */
  readonly size: number;
  /** When it last changed, in ms since 1970 UTC. */
  readonly modified: number;
  /** Another one for each content that the name has stood for, as far as the system can tell. */
  readonly version: string;

  /**
   * Streams a range of the file as it was when opened: growth since then is left out, and the stream
   * fails if the file has become shorter. Use each chunk before you ask for the next one: they may
   * share memory. Streams of one file do not disturb each other.
   *
   * @param offset First byte of the range, 0 to `size`.
   * @param end Byte after the last one of the range, `offset` to `size`.
   * @default {size} for `end`
   */
  stream(offset: number, end?: number): ReadableStream<Uint8Array<ArrayBuffer>>;
}
