/**
 * The frame: a 4-byte big-endian length, one type byte, the payload.
 *
 * @module
 */
import { LENGTH_BYTES, MAX_FRAME_BYTES } from "./limits.ts";

/** What a frame carries: the byte after its length. */
export const FrameType = {
  /** JSON from a client: a request with an id. */
  REQUEST: 1,
  /** JSON from the server: the reply to the request with the same id. */
  REPLY: 2,
  /** JSON from the server: an event. */
  NOTICE: 3,
  /** Empty, from either side: asks for a pong. */
  PING: 4,
  /** Empty, from either side: the answer to a ping. */
  PONG: 5,
} as const;

/**
 * The type of the pseudo-frames that hold raw bytes between frames. No type byte has this value.
 */
export const RAW_BYTES = 256;

/** A decoded frame, or raw bytes between frames. */
export interface Frame {
  /** Type byte, 0 to 255, see {@linkcode FrameType} for those in use; or {@linkcode RAW_BYTES}. */
  readonly type: number;
  /**
   * The bytes after the type byte. The payload of a frame never shares memory with the bytes it was
   * decoded from; raw bytes always do.
   */
  readonly payload: Uint8Array;
}

/** Bytes of a frame before its payload. */
export const HEADER_BYTES: number = LENGTH_BYTES + 1;
const UTF8 = new TextEncoder();

/**
 * Shared buffer for encoding UTF-8. Allocating one for each message takes longer than encoding it.
 */
const SCRATCH = new Uint8Array(65_536);
/** Longest string that always fits: a UTF-16 unit takes at most 3 bytes. */
const SCRATCH_CHARS = Math.floor(SCRATCH.length / 3);
const EMPTY = new Uint8Array(0);

/**
 * Encodes one frame.
 *
 * @param type Type byte, 0 to 255.
 * @param payload What follows it.
 * @returns Length, type and payload in one array, to be sent in one write.
 * @throws {RangeError} If type byte and payload exceed {@linkcode MAX_FRAME_BYTES}.
 *
 * @example A ping
 * ```ts
 * import { encodeFrame, FrameType } from "./frame.ts";
 *
 * console.log(encodeFrame(FrameType.PING)); // Uint8Array [0, 0, 0, 1, 4]
 * ```
 */
export function encodeFrame(type: number, payload: Uint8Array = EMPTY): Uint8Array<ArrayBuffer> {
  const length = 1 + payload.length;
  if (length > MAX_FRAME_BYTES) {
    throw new RangeError(
      `Cannot encode frame: length must be at most ${MAX_FRAME_BYTES}, received ${length}`,
    );
  }
  const frame = new Uint8Array(LENGTH_BYTES + length);
  writeHeader(frame, type, payload.length);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** Writes the length and the type at the start of a frame. */
export function writeHeader(frame: Uint8Array, type: number, payloadBytes: number): void {
  const length = 1 + payloadBytes;
  frame[0] = length >>> 24;
  frame[1] = length >>> 16;
  frame[2] = length >>> 8;
  frame[3] = length;
  frame[LENGTH_BYTES] = type;
}

/**
 * Encodes a message as a frame with a JSON payload.
 *
 * @param type Type byte, 0 to 255.
 * @param message Anything that JSON can hold.
 * @returns The whole frame.
 * @throws {RangeError} If the frame exceeds {@linkcode MAX_FRAME_BYTES}.
 */
export function encodeMessage(type: number, message: unknown): Uint8Array<ArrayBuffer> {
  return encodeJson(type, JSON.stringify(message));
}

/** Encodes a message that is JSON already. */
export function encodeJson(type: number, json: string): Uint8Array<ArrayBuffer> {
  if (json.length > SCRATCH_CHARS) return encodeFrame(type, UTF8.encode(json));
  const { written } = UTF8.encodeInto(json, SCRATCH);
  return encodeFrame(type, SCRATCH.subarray(0, written));
}
