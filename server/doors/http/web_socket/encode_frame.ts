/**
 * Web socket frames as a server sends them: whole messages, unmasked.
 *
 * @module
 */
import { Opcode } from "./frame_header.ts";

const UTF8 = new TextEncoder();

/** Where short texts are turned into UTF-8, so that each frame takes one piece of memory. */
const SCRATCH = new Uint8Array(65_536);

/** Longest string that always fits into the buffer: a UTF-16 unit takes at most 3 bytes. */
const SCRATCH_CHARS = Math.floor(SCRATCH.length / 3);

/**
 * Encodes one frame that is a whole message.
 *
 * @param opcode One of {@linkcode Opcode}.
 * @param payload What it carries.
 * @returns Header and payload in one array, to be sent in one write.
 *
 * @example A ping
 * ```ts
 * import { encodeWebSocketFrame } from "./encode_frame.ts";
 * import { Opcode } from "./frame_header.ts";
 *
 * console.log(encodeWebSocketFrame(Opcode.PING, new Uint8Array(0))); // Uint8Array [137, 0]
 * ```
 */
export function encodeWebSocketFrame(opcode: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const headerBytes = payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10;
  const frame = new Uint8Array(headerBytes + payload.length);
  frame[0] = 0x80 | opcode;
  if (headerBytes === 2) frame[1] = payload.length;
  else writeLength(frame, headerBytes, payload.length);
  frame.set(payload, headerBytes);
  return frame;
}

/** Encodes a text message. */
export function encodeTextFrame(text: string): Uint8Array<ArrayBuffer> {
  if (text.length > SCRATCH_CHARS) return encodeWebSocketFrame(Opcode.TEXT, UTF8.encode(text));
  const { written } = UTF8.encodeInto(text, SCRATCH);
  return encodeWebSocketFrame(Opcode.TEXT, SCRATCH.subarray(0, written));
}

function writeLength(frame: Uint8Array, headerBytes: number, length: number): void {
  frame[1] = headerBytes === 4 ? 126 : 127;
  for (let at = headerBytes - 1; at > 1 && length > 0; at--) {
    frame[at] = length % 256;
    length = Math.floor(length / 256);
  }
}
