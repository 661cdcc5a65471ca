import {
  encodeFrame,
  type ErrorBody,
  type Frame,
  FrameDecoder,
  FrameDecoderStream,
  FrameType,
  type Notice,
  OutboundQueue,
  parseNotice,
  parseReply,
  ProtocolError,
  type RawReply,
  writeAll,
} from "../../protocol/mod.ts";
import type { Clock } from "./clock.ts";
import type { ConnectionEnd } from "./connection_end.ts";
import { SilenceWatch } from "./silence_watch.ts";

/** Bytes that may wait to be sent before reading of input should pause. */
export const HIGH_WATER_BYTES = 1_048_576;

/** What carries the bytes: a TCP connection, or a test's own. */
export interface Wire {
  /** What comes in. */
  readonly readable: ReadableStream<Uint8Array>;
  /** Sends some of the bytes; returns how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Closes at once: reading and writing fail from then on. */
  close(): void;
}

/** Takes what arrives, in order. */
export interface Incoming {
  /** Takes an answer. */
  reply(reply: RawReply): void;
  /** Takes a notice, last words included. */
  notice(notice: Notice): void;
}

/** One chat connection: frames out; answers and notices in; pings to a server that is silent. */
export class Connection {
  readonly #wire: Wire;
  readonly #clock: Clock;
  readonly #queue: OutboundQueue;
  readonly #watch: SilenceWatch;
  readonly #decoder = new FrameDecoder();
  /** Bytes of a half-received frame, at the last look. */
  #half = 0;
  #closing?: ErrorBody;
  #silent = false;
  #stopWatching = () => {};

  /**
   * Takes over a connection.
   *
   * @param wire The connection; owned by this object from here on.
   */
  constructor(wire: Wire, clock: Clock) {
    this.#wire = wire;
    this.#clock = clock;
    this.#watch = new SilenceWatch(clock.now());
    this.#queue = new OutboundQueue({
      write: (bytes) => writeAll(wire, bytes),
      maxBytes: Infinity,
      onOverflow: () => {},
      onError: () => {},
    });
  }

  /** Queues a frame. */
  send(frame: Uint8Array): void {
    this.#queue.push(frame);
  }

  /** Resolves when there is room to send more, at once if there is. */
  async ready(): Promise<void> {
    if (this.#queue.bytes > HIGH_WATER_BYTES) await this.#queue.drained();
  }

  /**
   * Reads until the connection is over.
   *
   * @param receiver Takes what arrives.
   * @returns Why it is over.
   */
  async read(receiver: Incoming): Promise<ConnectionEnd> {
    this.#look();
    try {
      for await (
        const frames of this.#wire.readable.pipeThrough(new FrameDecoderStream(this.#decoder))
      ) {
        this.#watch.heard(this.#clock.now());
        for (const frame of frames) this.#take(frame, receiver);
      }
      return this.#ending() ?? { type: "lost", reason: "the server hung up" };
    } catch (error) {
      const reason = (error as Error).message;
      const type = error instanceof ProtocolError ? "foreign" : "lost";
      return this.#ending() ?? { type, reason };
    } finally {
      this.close();
    }
  }

  /** Closes at once. */
  close(): void {
    this.#stopWatching();
    this.#queue.abandon();
    try {
      this.#wire.close();
    } catch {
      // The stream closes the connection too, when it comes to its end.
    }
  }

  /** Why it is over, if this side knows. */
  #ending(): ConnectionEnd | undefined {
    if (this.#closing) return { type: "closing", error: this.#closing };
    if (this.#silent) return { type: "lost", reason: "the server does not answer" };
  }

  #look(): void {
    const { pendingBytes } = this.#decoder;
    if (pendingBytes !== this.#half) this.#watch.heard(this.#clock.now());
    this.#half = pendingBytes;
    const { verdict, againMs } = this.#watch.judge(this.#clock.now());
    if (verdict === "gone") {
      this.#silent = true;
      return this.close();
    }
    if (verdict === "ping") this.send(encodeFrame(FrameType.PING));
    this.#stopWatching = this.#clock.after(againMs, () => this.#look());
  }

  #take(frame: Frame, receiver: Incoming): void {
    switch (frame.type) {
      case FrameType.REPLY:
        return receiver.reply(parseReply(frame.payload));
      case FrameType.NOTICE:
        return this.#notice(frame.payload, receiver);
      case FrameType.PING:
        return this.send(encodeFrame(FrameType.PONG));
      case FrameType.PONG:
        return;
    }
    throw new ProtocolError("malformed-packet", `A server sends no frame of type ${frame.type}`);
  }

  #notice(payload: Uint8Array, receiver: Incoming): void {
    const notice = parseNotice(payload);
    if (notice?.type === "closing") this.#closing = notice;
    if (notice) receiver.notice(notice);
  }
}
