/**
 * The header of a web socket frame: RFC 6455 section 5.2.
 *
 * @module
 */
import { CloseCode, WebSocketError } from "./web_socket_error.ts";

/** What a web socket frame carries: the low four bits of its first byte. */
export const Opcode = {
  /** Goes on with the message of the frames before. */
  CONTINUATION: 0,
  /** Begins a message in UTF-8. */
  TEXT: 1,
  /** Begins a message of bytes. */
  BINARY: 2,
  /** The last frame of a side. */
  CLOSE: 8,
  /** Asks for a pong with the same payload. */
  PING: 9,
  /** Answers a ping. */
  PONG: 10,
} as const;

/** Most bytes of a frame's header: two, an 8-byte length, a 4-byte masking key. */
export const MAX_HEADER_BYTES = 14;

/** Most bytes that a control frame carries. */
export const MAX_CONTROL_BYTES = 125;

/** The header of a frame that a client sent. */
export interface FrameHeader {
  /** Whether the frame is the last one of its message. */
  readonly fin: boolean;
  /** One of {@linkcode Opcode}. */
  readonly opcode: number;
  /** Bytes of the payload. */
  readonly length: number;
  /** Bytes of the header itself. */
  readonly headerBytes: number;
  /** The masking key, big-endian. */
  readonly key: number;
}

/**
 * Reads the header of a frame that a client sent.
 *
 * @param bytes The bytes that contain it.
 * @param at Where in there it begins.
 * @returns The header; undefined if the bytes end before it does.
 * @throws {WebSocketError} If it breaks RFC 6455, as soon as the bytes show it.
 */
export function parseFrameHeader(bytes: Uint8Array, at: number): FrameHeader | undefined {
  if (bytes.length - at < 2) return undefined;
  const [first, second] = [bytes[at]!, bytes[at + 1]!];
  const [fin, opcode, short] = [first >= 0x80, first & 0x0f, second & 0x7f];
  checkFirstBytes(first, second);
  const headerBytes = 6 + extendedBytes(short);
  if (bytes.length - at < headerBytes) return undefined;
  const length = lengthAt(bytes, at + 2, short);
  return { fin, opcode, length, headerBytes, key: uint32(bytes, at + headerBytes - 4) };
}

function checkFirstBytes(first: number, second: number): void {
  const [opcode, short] = [first & 0x0f, second & 0x7f];
  if (first & 0x70) throw broken("reserved bits are set, and no extension was agreed on");
  if (opcode > Opcode.PONG || opcode > Opcode.BINARY && opcode < Opcode.CLOSE) {
    throw broken(`opcode ${opcode} has no meaning`);
  }
  if (second < 0x80) throw broken("a client masks its frames");
  if (opcode < Opcode.CLOSE) return;
  if (first < 0x80) throw broken("a control frame is never fragmented");
  if (short > MAX_CONTROL_BYTES) {
    throw broken(`a control frame holds at most ${MAX_CONTROL_BYTES} bytes`);
  }
}

/** Bytes of the length that follow the first two. */
function extendedBytes(short: number): number {
  return short === 127 ? 8 : short === 126 ? 2 : 0;
}

function lengthAt(bytes: Uint8Array, at: number, short: number): number {
  if (short < 126) return short;
  const length = short === 126
    ? bytes[at]! * 256 + bytes[at + 1]!
    : uint32(bytes, at) * 2 ** 32 + uint32(bytes, at + 4);
  if (length < (short === 126 ? 126 : 65_536)) {
    throw broken(`a length of ${length} is written in as few bytes as it takes`);
  }
  return length;
}

function uint32(bytes: Uint8Array, at: number): number {
  const low = (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  return bytes[at]! * 2 ** 24 + low;
}

function broken(rule: string): WebSocketError {
  return new WebSocketError(CloseCode.PROTOCOL_ERROR, `Broken web socket frame: ${rule}`);
}
