import {
  type Frame,
  FrameDecoder,
  FrameDecoderStream,
  MAX_EARLY_FRAME_BYTES,
} from "../../../protocol/mod.ts";
import type { Connection } from "../../net/connection.ts";

/**
 * Size of the buffer for a client that sends little, in bytes. Each client has one all the time.
 */
const IDLE_READ_BYTES = 512;

/** Size of the buffer after a client has filled the small one, in bytes. */
const BUSY_READ_BYTES = 16_384;

/**
 * Reads the frames of a connection: a loop reads bytes and feeds them to a {@linkcode
 * FrameDecoderStream}. A pipe in place of the loop costs 9 KB more for each idle client.
 */
export class FrameReader {
  /** Decodes the frames. Its limit may be changed at any time. */
  readonly decoder: FrameDecoder = new FrameDecoder({ maxFrameBytes: MAX_EARLY_FRAME_BYTES });
  readonly #connection: Connection;

  /** Reads from a connection. */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Returns the frames until the client ends its stream, in arrays of those that one read
   * completed.
   *
   * The stream errors with a `ProtocolError` if the bytes are not frames, and with the system's
   * error if the connection breaks.
   *
   * @param first Bytes that have been read already.
   */
  frames(first: Uint8Array): ReadableStream<Frame[]> {
    const stream = new FrameDecoderStream(this.decoder);
    const source = new Resumed(this.#connection, first);
    void stream.feed(source, () => source.nextBuffer());
    return stream.readable;
  }
}

/** A connection from which some bytes have been read already. */
class Resumed {
  readonly #connection: Connection;
  #first?: Uint8Array;
  #buffer = new Uint8Array(IDLE_READ_BYTES);

  constructor(connection: Connection, first: Uint8Array) {
    this.#connection = connection;
    this.#first = first;
  }

  /** Returns the buffer for the next read: a larger one while the client fills it. */
  nextBuffer(): Uint8Array {
    if (this.#first) return this.#first;
    const wanted = this.#connection.lastCount === this.#buffer.length
      ? BUSY_READ_BYTES
      : IDLE_READ_BYTES;
    if (wanted !== this.#buffer.length) this.#buffer = new Uint8Array(wanted);
    return this.#buffer;
  }

  read(into: Uint8Array): Promise<number | null> {
    if (into !== this.#first) return this.#connection.read(into);
    this.#first = undefined;
    return Promise.resolve(into.length);
  }
}
