import {
  type Frame,
  FrameDecoder,
  FrameDecoderStream,
  MAX_EARLY_FRAME_BYTES,
} from "../../../protocol/mod.ts";
import type { Connection } from "../../net/connection.ts";
import { bufferOf, nextReadBuffer } from "../read_buffer.ts";

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
  #buffer: Uint8Array;

  constructor(connection: Connection, first: Uint8Array) {
    this.#connection = connection;
    this.#first = first;
    this.#buffer = bufferOf(first);
  }

  nextBuffer(): Uint8Array {
    if (this.#first) return this.#first;
    return this.#buffer = nextReadBuffer(this.#connection.lastCount, this.#buffer);
  }

  read(into: Uint8Array): Promise<number | null> {
    if (into !== this.#first) return this.#connection.read(into);
    this.#first = undefined;
    return Promise.resolve(into.length);
  }
}
