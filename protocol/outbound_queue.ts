import { concat } from "@std/bytes/concat";
import { joinFrames } from "./join_frames.ts";

/** Options of {@linkcode OutboundQueue}. */
export interface OutboundQueueOptions {
  /**
   * Writes all the bytes, or fails. It is not called again before it is done. It may call `wrote`
   * with the number of bytes of each piece once that is written: those count as queued no more.
   */
  write: (bytes: Uint8Array, wrote: (count: number) => void) => Promise<void>;
  /** Maximum number of queued bytes, including those being written. */
  maxBytes: number;
  /** Called once when a push exceeds the limit. The queue is closed by then. */
  onOverflow: (bytes: number) => void;
  /** Called once when a write fails. The queue is closed by then. */
  onError: (error: unknown) => void;
  /** Called after each write, when its bytes no longer count. */
  onWritten?: () => void;
  /**
   * Schedules a write at the end of this tick or later, because the rest of the tick may push more.
   *
   * @default {queueMicrotask}
   */
  schedule?: (begin: () => void) => void;
}

/**
 * The bytes to be sent to one client. The contract:
 *
 * 1. `push` never waits and never fails.
 * 2. Frames leave in the order they came.
 * 3. One write at a time, of everything that is queued and can be joined with little copying.
 * 4. The limit is in bytes. Over the limit, this client is disconnected; the others are not
 * affected.
 */
export class OutboundQueue {
  readonly #options: OutboundQueueOptions;
  #frames: Uint8Array[] = [];
  #bytes = 0;
  #isRunning = false;
  #closed = false;
  #isAbandoned = false;
  /** Resolves the promise of `drained`. Created when somebody waits for it. */
  #drained?: PromiseWithResolvers<void>;

  /** Creates an empty queue. */
  constructor(options: OutboundQueueOptions) {
    this.#options = options;
  }

  /** Bytes that have not been written yet. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Appends a frame. It is written together with everything else queued in this tick. */
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
   * Copies the queued bytes into memory of their own. Call it for a client that reads nothing: a
   * frame of a {@linkcode FrameArena} keeps all the memory around it alive, thousands of times its
   * size.
   */
  compact(): void {
    if (this.#frames.length > 1 || !this.#frames.every(isAlone)) {
      this.#frames = [concat(this.#frames)];
    }
  }

  /** Accepts no more frames. Those queued are still sent. */
  close(): void {
    this.#closed = true;
  }

  /** Drops the queued frames, sends one last frame after the current write, and accepts no more. */
  closeWith(last: Uint8Array): void {
    for (const frame of this.#frames) this.#bytes -= frame.length;
    this.#frames = [last];
    this.#bytes += last.length;
    this.#closed = true;
    if (!this.#isRunning) this.#schedule();
  }

  /** Drops everything, including the current write. */
  abandon(): void {
    this.#closed = true;
    this.#frames = [];
    this.#isAbandoned = true;
    this.#drained?.resolve();
  }

  /** Resolves when everything pushed has been written, or cannot be written. */
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
    if (this.#frames.length > 1) this.#frames = joinFrames(this.#frames);
    const bytes = this.#frames.shift();
    if (!bytes) return this.#rest(); // Abandoned in the meantime.
    let left = bytes.length;
    try {
      await this.#options.write(bytes, (count) => {
        left -= count;
        this.#bytes -= count;
      });
      this.#bytes -= left;
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

/** Whether a frame has its memory for itself. */
function isAlone({ buffer, length }: Uint8Array): boolean {
  return buffer.byteLength === length;
}
