import { encodeJson, HEADER_BYTES, writeHeader } from "./frame.ts";

/** Size of one allocation in bytes. It is freed when no frame in it is queued any more. */
const CHUNK_BYTES = 262_144;

const UTF8 = new TextEncoder();

/**
 * Encodes messages into shared memory, each frame right behind the one before it, so that
 * consecutive frames can be sent in one write without a copy (see {@linkcode joinFrames}). Use it
 * for frames that go to the same clients, because a frame keeps all the memory around it alive.
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
   * @returns The whole frame. The rest of its buffer belongs to other frames.
   * @throws {RangeError} If the frame exceeds {@linkcode MAX_FRAME_BYTES}.
   */
  encode(type: number, message: unknown): Uint8Array<ArrayBuffer> {
    const json = JSON.stringify(message);
    // A UTF-16 unit takes at most 3 bytes.
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
