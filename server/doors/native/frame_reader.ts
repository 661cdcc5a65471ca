import {
  type Frame,
  FrameDecoder,
  FrameDecoderStream,
  MAX_EARLY_FRAME_BYTES,
} from "../../../protocol/mod.ts";
import type { Connection } from "../../net/connection.ts";

/** Bytes read at once from a client that says little; held for each client all the time. */
const IDLE_READ_BYTES = 512;

/** Bytes read at once from a client after it has filled the small buffer. */
const BUSY_READ_BYTES = 16_384;

/**
 * The frames that arrive on a connection: a loop reads bytes and feeds them to a
 * {@linkcode FrameDecoderStream}. A pipe in place of the loop costs each idle client 9 KB more.
 */
export class FrameReader {
  /** Turns bytes into frames; its limit may be changed at any time. */
  readonly decoder: FrameDecoder = new FrameDecoder({ maxFrameBytes: MAX_EARLY_FRAME_BYTES });
  readonly #connection: Connection;

  /** Reads from a connection. */
  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * The frames, in arrays of all that one read completed, until the client hangs up.
   *
   * Errors with a `ProtocolError` if the bytes are no frames, and with what the system says if the
   * connection breaks.
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

/** A connection of which some bytes have been read already. */
class Resumed {
  readonly #connection: Connection;
  #first?: Uint8Array;
  #buffer = new Uint8Array(IDLE_READ_BYTES);
  #count = 0;

  constructor(connection: Connection, first: Uint8Array) {
    this.#connection = connection;
    this.#first = first;
  }

  /** The memory for the next read: more of it while the client fills it. */
  nextBuffer(): Uint8Array {
    if (this.#first) return this.#first;
    const wanted = this.#count === this.#buffer.length ? BUSY_READ_BYTES : IDLE_READ_BYTES;
    if (wanted !== this.#buffer.length) this.#buffer = new Uint8Array(wanted);
    return this.#buffer;
  }

  async read(into: Uint8Array): Promise<number | null> {
    if (into === this.#first) {
      this.#first = undefined;
      return into.length;
    }
    const count = await this.#connection.read(into);
    this.#count = count ?? 0;
    return count;
  }
}
