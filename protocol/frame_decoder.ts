import { ProtocolError } from "./errors.ts";
import { type Frame, RAW_BYTES } from "./frame.ts";
import { LENGTH_BYTES, MAX_FRAME_BYTES } from "./limits.ts";

const EMPTY = new Uint8Array(0);

/** Options of {@linkcode FrameDecoder}. */
export interface FrameDecoderOptions {
  /**
   * Maximum length that a frame may announce, in bytes.
   *
   * @default {MAX_FRAME_BYTES}
   */
  maxFrameBytes?: number;
  /**
   * Returns how many raw bytes follow a frame, such as those of a file after its size header. They
   * are passed on as pseudo-frames of the type `RAW_BYTES`, as they arrive.
   *
   * @default none
   */
  rawBytesAfter?: (frame: Frame) => number;
}

/**
 * Decodes bytes, split anywhere, into frames.
 *
 * Holds at most one incomplete frame, in a buffer that doubles as bytes arrive: a peer that
 * announces a megabyte and sends nothing uses no memory. An announced length is checked before
 * anything is allocated for it, and no byte is read twice.
 *
 * @example Two halves of a ping
 * ```ts
 * import { FrameDecoder } from "./frame_decoder.ts";
 *
 * const decoder = new FrameDecoder();
 * decoder.decode(new Uint8Array([0, 0, 0])); // []
 * decoder.decode(new Uint8Array([1, 4])); // [{ type: 4, payload: Uint8Array [] }]
 * ```
 */
export class FrameDecoder {
  /**
   * Maximum length that a frame may announce, in bytes. May be changed between two calls of
   * `decode`.
   */
  maxFrameBytes: number;
  /** Frames completed so far. */
  frames = 0;
  readonly #rawBytesAfter?: (frame: Frame) => number;
  #partial = EMPTY;
  #filled = 0;
  /** Raw bytes still to come before the next frame. */
  #raw = 0;

  /** Creates a decoder without any bytes. */
  constructor(options: FrameDecoderOptions = {}) {
    this.maxFrameBytes = options.maxFrameBytes ?? MAX_FRAME_BYTES;
    this.#rawBytesAfter = options.rawBytesAfter;
  }

  /** Bytes of an incomplete frame held so far; 0 between two frames. */
  get pendingBytes(): number {
    return this.#filled;
  }

  /**
   * Decodes the next bytes of the stream.
   *
   * @param chunk Any number of bytes. The caller may reuse it once this returns.
   * @param frames Array to append the frames to. When an error is thrown, it has the frames before
   * it.
   * @returns The frames that these bytes complete, in order.
   * @throws {ProtocolError} `frame-too-large` or `malformed-packet` if a frame announces a length
   * past the limit, or none at all. The rest of the stream cannot be decoded.
   */
  decode(chunk: Uint8Array, frames: Frame[] = []): Frame[] {
    const before = frames.length;
    try {
      if (this.#rawBytesAfter) this.#decodeMixed(chunk, frames);
      else this.#decodeFrames(chunk, frames);
      return frames;
    } finally {
      this.frames += frames.length - before;
    }
  }

  #decodeFrames(chunk: Uint8Array, frames: Frame[]): void {
    let at = 0;
    if (this.#filled > 0) at = this.#fill(chunk, frames);
    let own: Uint8Array | undefined; // One copy for all frames.
    while (chunk.length - at >= LENGTH_BYTES) {
      const end = at + LENGTH_BYTES + this.#checkedLength(chunk, at);
      if (end > chunk.length) break;
      own ??= chunk.slice();
      frames.push(frameOf(own.subarray(at + LENGTH_BYTES, end)));
      at = end;
    }
    if (at < chunk.length) this.#keep(chunk.subarray(at));
  }

  /** Decodes one frame at a time, because raw bytes may follow each. */
  #decodeMixed(chunk: Uint8Array, frames: Frame[]): void {
    for (let at = 0; at < chunk.length;) {
      if (this.#raw > 0) {
        const payload = chunk.subarray(at, at + this.#raw);
        frames.push({ type: RAW_BYTES, payload });
        this.#raw -= payload.length;
        at += payload.length;
      } else {
        const before = frames.length;
        at += this.#fill(chunk.subarray(at), frames);
        if (frames.length > before) this.#raw = this.#rawBytesAfter!(frames.at(-1)!);
      }
    }
  }

  /** Adds to the incomplete frame, or begins one. Returns how many bytes it used. */
  #fill(chunk: Uint8Array, frames: Frame[]): number {
    const header = Math.max(0, Math.min(LENGTH_BYTES - this.#filled, chunk.length));
    this.#keep(chunk.subarray(0, header));
    if (this.#filled < LENGTH_BYTES) return header;
    const end = LENGTH_BYTES + this.#checkedLength(this.#partial, 0);
    const body = Math.min(end - this.#filled, chunk.length - header);
    this.#keep(chunk.subarray(header, header + body));
    if (this.#filled === end) {
      frames.push(frameOf(this.#partial.subarray(LENGTH_BYTES, end)));
      this.#partial = EMPTY;
      this.#filled = 0;
    }
    return header + body;
  }

  #keep(bytes: Uint8Array): void {
    const needed = this.#filled + bytes.length;
    if (needed > this.#partial.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#partial.length));
      grown.set(this.#partial.subarray(0, this.#filled));
      this.#partial = grown;
    }
    this.#partial.set(bytes, this.#filled);
    this.#filled = needed;
  }

  #checkedLength(bytes: Uint8Array, at: number): number {
    const length = uint32(bytes, at);
    if (length === 0) {
      throw new ProtocolError("malformed-packet", "A frame has at least a type byte");
    }
    if (length > this.maxFrameBytes) {
      const limit = `${this.maxFrameBytes} bytes`;
      throw new ProtocolError(
        "frame-too-large",
        `A frame holds at most ${limit}, received ${length}`,
      );
    }
    return length;
  }
}

function uint32(bytes: Uint8Array, at: number): number {
  const low = (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  return bytes[at]! * 2 ** 24 + low;
}

function frameOf(body: Uint8Array): Frame {
  return { type: body[0]!, payload: body.subarray(1) };
}
