/**
 * What a close frame holds: RFC 6455 sections 5.5.1 and 7.4.
 *
 * @module
 */
import { encodeWebSocketFrame } from "./encode_frame.ts";
import { MAX_CONTROL_BYTES, Opcode } from "./frame_header.ts";
import { CloseCode, WebSocketError } from "./web_socket_error.ts";

/** Why a web socket ends. */
export interface CloseReason {
  /** Close code; {@linkcode CloseCode}'s `NONE` if the peer gave none. */
  readonly code: number;
  /** A sentence, perhaps empty. */
  readonly reason: string;
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes of the code that opens a close frame. */
const CODE_BYTES = 2;

/**
 * Reads the payload of a close frame.
 *
 * @throws {WebSocketError} If it has one byte, a code that nobody may send, or a reason that is not
 * UTF-8.
 */
export function parseClose(payload: Uint8Array): CloseReason {
  if (payload.length === 0) return { code: CloseCode.NONE, reason: "" };
  const code = payload.length < CODE_BYTES ? 0 : payload[0]! * 256 + payload[1]!;
  if (!maySend(code)) {
    throw new WebSocketError(CloseCode.PROTOCOL_ERROR, `Close code ${code} is not to be sent`);
  }
  try {
    return { code, reason: UTF8.decode(payload.subarray(CODE_BYTES)) };
  } catch {
    throw new WebSocketError(CloseCode.NOT_UTF8, "The reason of a close frame is not UTF-8");
  }
}

/**
 * Encodes a close frame.
 *
 * @param code Close code, 1000 to 4999; {@linkcode CloseCode}'s `NONE` for a frame without one.
 * @param reason A sentence; what exceeds the frame is cut off at a character.
 */
export function encodeClose(code: number, reason = ""): Uint8Array<ArrayBuffer> {
  if (code === CloseCode.NONE) return encodeWebSocketFrame(Opcode.CLOSE, new Uint8Array(0));
  const payload = new Uint8Array(MAX_CONTROL_BYTES);
  payload[0] = code >>> 8;
  payload[1] = code;
  const { written } = new TextEncoder().encodeInto(reason, payload.subarray(CODE_BYTES));
  return encodeWebSocketFrame(Opcode.CLOSE, payload.subarray(0, CODE_BYTES + written));
}

/** Whether a peer may send this code: those of RFC 6455 and IANA, of libraries, and private ones. */
function maySend(code: number): boolean {
  return code >= 1000 && code <= 1003 || code >= 1007 && code <= 1014 ||
    code >= 3000 && code <= 4999;
}
