import { concat } from "@std/bytes/concat";
import { joinFrames } from "./join_frames.ts";

/** Options of {@linkcode OutboundQueue}. */
export interface OutboundQueueOptions {
  /** Writes all the bytes, or fails. Is never called again before it is done. */
  write: (bytes: Uint8Array) => Promise<void>;
  /** Most bytes to hold, those being written included. */
  maxBytes: number;
  /** Called once, when a push goes over the limit; the queue has closed. */
  onOverflow: (bytes: number) => void;
  /** Called once, when a write fails; the queue takes no more. */
  onError: (error: unknown) => void;
  /** Called after each write, once its bytes are no longer counted. */
  onWritten?: () => void;
  /**
   * Begins a write later, at the end of this tick at the earliest: the rest of it may push more.
   *
   * @default {queueMicrotask}
   */
  schedule?: (begin: () => void) => void;
}

/**
 * What waits to be sent to one client. The contract:
 *
 * 1. `push` never waits and never fails.
 * 2. Frames leave in the order they came.
 * 3. One write at a time, which takes all that is queued and can be joined without much copying.
 * 4. Counted in bytes; over the limit this client goes, and nobody else notices.
 */
export class OutboundQueue {
  readonly #options: OutboundQueueOptions;
  #frames: Uint8Array[] = [];
  #bytes = 0;
  #isRunning = false;
  #closed = false;
  #isAbandoned = false;
  /** What tells those who wait for the end; made when somebody does. */
  #drained?: PromiseWithResolvers<void>;

  /** Makes an empty queue. */
  constructor(options: OutboundQueueOptions) {
    this.#options = options;
  }

  /** Bytes that have not been written yet. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Appends a frame, to be written with all else that is queued by the end of this tick. */
  push(frame: Uint8Array): void {
    if (this.#closed) return;
    this.#frames.push(frame);
    this.#bytes += frame.length;
    if (this.#bytes > this.#options.maxBytes) {
      this.close();
      this.#options.onOverflow(this.#bytes);
    }
    if (!this.#isRunning) this.#schedule();
  }

  /**
   * Copies what waits into memory of its own. For a client that takes nothing: a frame of a
   * {@linkcode FrameArena} keeps all the memory around it, thousands of times its size.
   */
  compact(): void {
    if (this.#frames.length > 1 || !this.#frames.every(isAlone)) {
      this.#frames = [concat(this.#frames)];
    }
  }

  /** Takes no more frames; what is queued still leaves. */
  close(): void {
    this.#closed = true;
  }

  /**
   * Drops what waits in favour of one last frame, which leaves after the write at hand, and takes no
   * more.
   */
  closeWith(last: Uint8Array): void {
    for (const frame of this.#frames) this.#bytes -= frame.length;
    this.#frames = [last];
    this.#bytes += last.length;
    this.#closed = true;
    if (!this.#isRunning) this.#schedule();
  }

  /** Drops what waits, and what is being written too: nobody needs to wait for it any more. */
  abandon(): void {
    this.#closed = true;
    this.#frames = [];
    this.#isAbandoned = true;
    this.#drained?.resolve();
  }

  /** Resolves when all that was pushed has been written, or cannot be. */
  async drained(): Promise<void> {
    if (!this.#isRunning || this.#isAbandoned) return;
    this.#drained ??= Promise.withResolvers();
    await this.#drained.promise;
  }

  #schedule(): void {
    this.#isRunning = true;
    const { schedule = queueMicrotask } = this.#options;
    schedule(this.#writeSome);
  }

  readonly #writeSome = async (): Promise<void> => {
    this.#frames = joinFrames(this.#frames);
    const bytes = this.#frames.shift();
    if (!bytes) return this.#rest(); // Abandoned meanwhile.
    try {
      await this.#options.write(bytes);
      this.#bytes -= bytes.length;
      this.#options.onWritten?.();
    } catch (error) {
      this.abandon();
      this.#options.onError(error);
    }
    if (this.#frames.length > 0) this.#schedule();
    else this.#rest();
  };

  #rest(): void {
    this.#isRunning = false;
    this.#drained?.resolve();
    this.#drained = undefined;
  }
}

/** Whether there is nothing else in a frame's memory. */
function isAlone({ buffer, length }: Uint8Array): boolean {
  return buffer.byteLength === length;
}
