import { encodeJson, HEADER_BYTES, writeHeader } from "./frame.ts";

/** Memory taken at once, in bytes. It is given back when no frame in it waits for anybody any more. */
const CHUNK_BYTES = 262_144;

const UTF8 = new TextEncoder();

/**
 * Encodes messages into memory they share, each frame right behind the one before it: frames that
 * follow each other are sent in one write without being copied, see {@linkcode joinFrames}. For what
 * the same clients are sent, as a frame keeps all the memory around it.
 *
 * @example
 * ```ts
 * import { FrameArena } from "./frame_arena.ts";
 * import { FrameType } from "./frame.ts";
 * import { joinFrames } from "./join_frames.ts";
 *
 * const arena = new FrameArena();
 * const frames = ["hi", "there"].map((text) => arena.encode(FrameType.NOTICE, { text }));
 * console.log(joinFrames(frames).length); // 1
 * ```
 */
export class FrameArena {
  #chunk = new Uint8Array(0);
  #used = 0;

  /**
   * Encodes a message as a frame with a JSON payload.
   *
   * @param type Type byte, 0 to 255.
   * @param message Anything that JSON can hold.
   * @returns The whole frame; what is around it in its buffer belongs to others.
   * @throws {RangeError} If the frame exceeds {@linkcode MAX_FRAME_BYTES}.
   */
  encode(type: number, message: unknown): Uint8Array<ArrayBuffer> {
    const json = JSON.stringify(message);
    // No UTF-16 unit becomes more than 3 bytes.
    const most = HEADER_BYTES + 3 * json.length;
    if (most > CHUNK_BYTES) return encodeJson(type, json);
    if (most > this.#chunk.length - this.#used) {
      this.#chunk = new Uint8Array(CHUNK_BYTES);
      this.#used = 0;
    }
    const room = this.#chunk.subarray(this.#used);
    const { written } = UTF8.encodeInto(json, room.subarray(HEADER_BYTES));
    writeHeader(room, type, written);
    this.#used += HEADER_BYTES + written;
    return room.subarray(0, HEADER_BYTES + written);
  }
}
