import type { Notice } from "../../../../protocol/mod.ts";
import type { Encoding } from "../../../delivery/guest.ts";
import { encodeTextFrame } from "./encode_frame.ts";

/** Size of one allocation in bytes. It is freed when nothing in it is queued any more. */
const CHUNK_BYTES = 262_144;

/** Bytes of the headers of a short and of a middling frame. */
const [SHORT_HEADER, MIDDLE_HEADER] = [2, 4];

/** Most bytes that each header can tell of. */
const [SHORT_BYTES, MIDDLE_BYTES] = [125, 65_535];

const UTF8 = new TextEncoder();

/**
 * Notices as text messages of a web socket: the JSON of docs/PROTOCOL.md. One right behind the other
 * in memory, so that those of a tick leave in one write without being copied.
 */
export class WebSocketEncoding implements Encoding {
  #chunk = new Uint8Array(0);
  #used = 0;

  /** Encodes a notice as a text message. */
  encode(notice: Notice): Uint8Array {
    const json = JSON.stringify(notice);
    // A UTF-16 unit takes at most 3 bytes.
    const most = MIDDLE_HEADER + 3 * json.length;
    if (most > MIDDLE_BYTES) return encodeTextFrame(json);
    if (most > this.#chunk.length - this.#used) {
      this.#chunk = new Uint8Array(CHUNK_BYTES);
      this.#used = 0;
    }
    const frame = writeFrame(this.#chunk.subarray(this.#used), json);
    this.#used += frame.length;
    return frame;
  }
}

/** Writes a frame where there is room for it, with the shortest header; returns where it is. */
function writeFrame(room: Uint8Array, json: string): Uint8Array {
  const guess = json.length > SHORT_BYTES ? MIDDLE_HEADER : SHORT_HEADER;
  const { written } = UTF8.encodeInto(json, room.subarray(guess));
  const header = written > SHORT_BYTES ? MIDDLE_HEADER : SHORT_HEADER;
  if (header !== guess) room.copyWithin(header, guess, guess + written);
  room[0] = 0x81;
  room[1] = header === SHORT_HEADER ? written : 126;
  if (header === MIDDLE_HEADER) {
    room[2] = written >>> 8;
    room[3] = written;
  }
  return room.subarray(0, header + written);
}
