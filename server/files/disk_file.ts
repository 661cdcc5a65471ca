import type { Stats } from "node:fs";
import type { Descriptor } from "./descriptor.ts";
import type { OpenedFile } from "./shared_folder.ts";

/** Options of {@linkcode DiskFile}. */
export interface DiskFileOptions {
  /** The open file. This object owns it from now on. */
  readonly descriptor: Descriptor;
  /** What the system said of it when it was opened. */
  readonly stats: Stats;
  /** Tells how many bytes to read at once now, 1 or more. */
  readonly chunkBytes: () => number;
  /** Called once, when it is closed. */
  readonly onClose: () => void;
}

/** A file of a disk, opened once. */
export class DiskFile implements OpenedFile {
  readonly size: number;
  readonly modified: number;
  readonly version: string;
  readonly #options: DiskFileOptions;
  #isClosed = false;

  /** Takes over an open file. */
  constructor(options: DiskFileOptions) {
    const { size, mtime, ctime, ino } = options.stats;
    this.#options = options;
    this.size = size;
    this.modified = Math.max(0, mtime.getTime());
    // The change time is part of it because nobody can set it back, unlike the modification time.
    this.version = [size, this.modified, ctime?.getTime(), ino].join(" ");
  }

  stream(offset: number, end: number = this.size): ReadableStream<Uint8Array<ArrayBuffer>> {
    const length = Math.min(this.#options.chunkBytes(), end - offset);
    let [buffer, other] = [new Uint8Array(length), new Uint8Array(length)];
    let position = offset;
    let reading: Promise<number> | undefined;
    return new ReadableStream({
      pull: async (controller) => {
        if (position < end) {
          const count = await (reading ?? this.#read(buffer, position, end));
          if (count === 0) throw new Error(`The file became ${end - position} bytes shorter`);
          const chunk = buffer.subarray(0, count);
          position += count;
          [buffer, other] = [other, buffer];
          // Reads ahead, into the other buffer, while this one is being sent.
          reading = position < end ? this.#read(buffer, position, end) : undefined;
          controller.enqueue(chunk);
        }
        if (position === end) controller.close();
      },
    }, { highWaterMark: 0 });
  }

  #read(buffer: Uint8Array<ArrayBuffer>, position: number, end: number): Promise<number> {
    const reading = this.#options.descriptor.read(buffer.subarray(0, end - position), position);
    reading.catch(() => {}); // Thrown when it is waited for; by then, the client may be gone.
    return reading;
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.descriptor.close();
    this.#options.onClose();
  }
}
