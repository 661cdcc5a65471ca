import {
  type Ask,
  checkResult,
  encodeMessage,
  FrameType,
  LENGTH_BYTES,
  MAX_EARLY_FRAME_BYTES,
  parseReply,
  PROTOCOL_VERSION,
  ProtocolError,
  type Result,
} from "../protocol/mod.ts";

/** Bytes read and written at once; past 256 KiB, saving gets no faster. */
const CHUNK_BYTES = 262_144;

/** Takes the bytes of a file, in order. The array is reused once the promise resolves. */
export type Sink = (bytes: Uint8Array) => Promise<void>;

/** A download conversation, on a connection of its own. */
export class Download {
  readonly #conn: Deno.Conn;

  /** Takes a fresh connection; the caller closes it. */
  constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /**
   * Hands in the ticket.
   *
   * @returns The size header.
   * @throws {ProtocolError} If the server refuses, or does not keep to the protocol.
   */
  async begin(ticket: string, offset = 0): Promise<Result<"download">> {
    const ask: Ask<"download"> = { type: "download", version: PROTOCOL_VERSION, ticket, offset };
    await this.#writeAll(encodeMessage(FrameType.REQUEST, { id: 1, ...ask }));
    const { ok, error } = parseReply(await this.#readFrame(FrameType.REPLY));
    if (!ok) throw new ProtocolError("malformed-packet", error!.message);
    return checkResult("download", ok);
  }

  /**
   * Receives the bytes that the size header promised, and not one more.
   *
   * @param count How many.
   * @throws {Error} If the server sends fewer.
   */
  async body(count: number, sink: Sink): Promise<void> {
    const buffer = new Uint8Array(Math.min(CHUNK_BYTES, count));
    for (let left = count; left > 0;) {
      const read = await this.#conn.read(buffer.subarray(0, Math.min(buffer.length, left)));
      if (read === null) throw new Error(`the server sent ${count - left} of ${count} bytes`);
      await sink(buffer.subarray(0, read));
      left -= read;
    }
  }

  async #readFrame(type: number): Promise<Uint8Array> {
    const header = await this.#readExactly(LENGTH_BYTES);
    const length = new DataView(header.buffer).getUint32(0);
    if (length < 1 || length > MAX_EARLY_FRAME_BYTES) {
      throw new ProtocolError("frame-too-large", `unexpected frame of ${length} bytes`);
    }
    const frame = await this.#readExactly(length);
    if (frame[0] !== type) throw new ProtocolError("malformed-packet", "unexpected frame");
    return frame.subarray(1);
  }

  async #readExactly(count: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count;) {
      const read = await this.#conn.read(bytes.subarray(at));
      if (read === null) throw new Error("the server hung up");
      at += read;
    }
    return bytes;
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.#conn.write(bytes.subarray(at));
  }
}
