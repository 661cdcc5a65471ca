import {
  encodeFrame,
  encodeMessage,
  type Frame,
  FrameDecoder,
  FrameDecoderStream,
  FrameType,
  MAX_EARLY_FRAME_BYTES,
  MAX_FRAME_BYTES,
  type Notice,
  OutboundQueue,
  type Reply,
} from "../protocol/mod.ts";
import { formatAddress } from "./address.ts";
import { ForeignGuestError } from "./foreign_guest.ts";

/** Bytes read at once; held for each client even when idle, so it is small. */
const READ_BYTES = 4_096;

/** How long last words may take to leave, in ms. */
const LAST_WORDS_MS = 2_000;

/** Most bytes to read and drop from a client that is being closed. */
const LINGER_BYTES = 1_048_576;

/** How often a client that has to wait hears a ping, in ms. */
const PING_EVERY_MS = 10_000;

/** What ends a peer that is not read from fast enough. */
export type Overflow = (bytes: number) => void;

/** One TCP connection: frames in, frames out, and an orderly end. */
export class Peer {
  /** Where it comes from, as `IP:PORT`. */
  readonly address: string;
  readonly #conn: Deno.TcpConn;
  readonly #decoder = new FrameDecoder({ maxFrameBytes: MAX_EARLY_FRAME_BYTES });
  readonly #queue: OutboundQueue;
  #closed = false;

  /**
   * Takes over a connection.
   *
   * @param conn The connection; owned by the peer from here on.
   * @param maxQueueBytes Most bytes that may wait to be sent.
   * @param onOverflow Told once, when more are waiting.
   */
  constructor(conn: Deno.TcpConn, maxQueueBytes: number, onOverflow: Overflow) {
    conn.setNoDelay(true);
    this.#conn = conn;
    this.address = formatAddress(conn.remoteAddr as Deno.NetAddr);
    this.#queue = new OutboundQueue({
      write: (bytes) => writeAll(conn, bytes),
      maxBytes: maxQueueBytes,
      onOverflow,
      onError: () => this.destroy(),
    });
  }

  /** Lets frames of full size in, once the client has said hello. */
  allowFullFrames(): void {
    this.#decoder.maxFrameBytes = MAX_FRAME_BYTES;
  }

  /**
   * The frames that arrive, until the client hangs up.
   *
   * Errors with a {@linkcode ForeignGuestError} if the first byte is not 0x00, with a
   * `ProtocolError` if the bytes are no frames, with what the system says if the connection breaks.
   */
  frames(): ReadableStream<Frame[]> {
    return this.#bytes().pipeThrough(new FrameDecoderStream(this.#decoder));
  }

  /** Queues bytes that are a frame already. */
  send(frame: Uint8Array): void {
    this.#queue.push(frame);
  }

  /** Queues an answer. */
  reply(reply: Reply): void {
    this.send(encodeMessage(FrameType.REPLY, reply));
  }

  /** Queues a notice. */
  notify(notice: Notice): void {
    this.send(encodeMessage(FrameType.NOTICE, notice));
  }

  /** Queues the answer to a ping. */
  pong(): void {
    this.send(encodeFrame(FrameType.PONG));
  }

  /** Shows a client that has to wait for something, and may think the connection dead, that it is not. */
  async pingUntil<T>(awaited: Promise<T>): Promise<T> {
    const timer = setInterval(() => this.send(encodeFrame(FrameType.PING)), PING_EVERY_MS);
    try {
      return await awaited;
    } finally {
      clearInterval(timer);
      await this.#queue.drained();
    }
  }

  /** Writes bytes past the queue: for a conversation that does not use it. */
  async write(bytes: Uint8Array): Promise<void> {
    await writeAll(this.#conn, bytes);
  }

  /** Pipes raw bytes to the client, and leaves the connection open. */
  async pipe(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    await stream.pipeTo(this.#conn.writable, { preventClose: true, preventAbort: true });
  }

  /**
   * Ends the conversation: sends what is queued, then closes. A client that does not take it within
   * two seconds is cut off.
   */
  async end(): Promise<void> {
    this.#queue.close();
    const deadline = setTimeout(() => this.destroy(), LAST_WORDS_MS);
    try {
      await this.#queue.drained();
      if (!this.#closed) await this.#linger();
    } catch {
      // The client is gone, which is what this is about.
    } finally {
      clearTimeout(deadline);
      this.destroy();
    }
  }

  /** Closes at once, whatever is still queued. */
  destroy(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue.close();
    this.#conn.close();
  }

  /**
   * Waits for the client to close first. Closing with unread bytes would reset the connection, and
   * a reset takes back what the client has not read yet: our last words.
   */
  async #linger(): Promise<void> {
    await this.#conn.closeWrite();
    const buffer = new Uint8Array(READ_BYTES);
    for (let left = LINGER_BYTES; left > 0;) {
      const count = await this.#conn.read(buffer);
      if (count === null) return;
      left -= count;
    }
  }

  #bytes(): ReadableStream<Uint8Array> {
    const buffer = new Uint8Array(READ_BYTES);
    let first = true;
    return new ReadableStream({
      pull: async (controller) => {
        const count = await this.#conn.read(buffer);
        if (count === null) return controller.close();
        const chunk = buffer.subarray(0, count);
        if (first && chunk[0] !== 0) throw new ForeignGuestError(chunk.slice());
        first = false;
        controller.enqueue(chunk);
      },
    }, { highWaterMark: 0 });
  }
}

async function writeAll(conn: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}
