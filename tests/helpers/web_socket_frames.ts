import { unmask } from "../../server/doors/http/web_socket/growing_bytes.ts";

/** What a frame of a client is made of; whole, final and masked unless said otherwise. */
export interface ClientFrame {
  opcode: number;
  payload?: Uint8Array | string;
  fin?: boolean;
  /** The masking key, big-endian. */
  key?: number;
}

/** Encodes a frame as a web socket client does: masked. */
export function clientFrame(
  { opcode, payload = "", fin = true, key = 0x0a0b0c0d }: ClientFrame,
): Uint8Array<ArrayBuffer> {
  const body = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  const length = lengthBytes(body.length);
  const frame = new Uint8Array(1 + length.length + 4 + body.length);
  frame[0] = (fin ? 0x80 : 0) | opcode;
  frame.set(length, 1);
  frame[1]! |= 0x80;
  new DataView(frame.buffer).setUint32(1 + length.length, key);
  frame.set(body, 5 + length.length);
  unmask(frame.subarray(5 + length.length), key);
  return frame;
}

function lengthBytes(length: number): number[] {
  if (length < 126) return [length];
  if (length < 65_536) return [126, length >> 8, length & 255];
  return [127, 0, 0, 0, 0, length >>> 24, length >> 16 & 255, length >> 8 & 255, length & 255];
}
