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
import type { ServerWire } from "../net/server_wire.ts";
import type { Clock } from "./clock.ts";
import type { ConnectionEnd } from "./connection_end.ts";
import { SilenceWatch } from "./silence_watch.ts";

/** Number of queued bytes above which reading of input should pause. */
export const HIGH_WATER_BYTES = 1_048_576;

/** Size of the read buffer in bytes. */
const READ_BYTES = 65_536;

/** Most pings of a server in {@linkcode PING_WINDOW_MS}; one in 30 s is usual. */
const MAX_PINGS = 1_000;

/** Over how long pings are counted, in ms. */
const PING_WINDOW_MS = 30_000;

/** Takes what arrives, in order. */
export interface Incoming {
  /** Takes a reply. */
  reply(reply: RawReply): void;
  /** Takes a notice, including `closing`. */
  notice(notice: Notice): void;
}

/**
 * One connection of a chat: sends frames, receives replies and notices, and pings a silent server.
 */
export class ServerConnection {
  readonly #wire: ServerWire;
  readonly #clock: Clock;
  readonly #queue: OutboundQueue;
  readonly #watch: SilenceWatch;
  readonly #decoder = new FrameDecoder();
  /** Bytes of an incomplete frame at the last check. */
  #half = 0;
  #closing?: ErrorBody;
  #isSilent = false;
  #isPinging = false;
  #pings = 0;
  #pingsSince = 0;
  #stopWatching = () => {};

  /**
   * Takes over a wire.
   *
   * @param wire The wire. This object owns it from now on.
   */
  constructor(wire: ServerWire, clock: Clock) {
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

  /** Resolves when there is room to send more. */
  async ready(): Promise<void> {
    if (this.#queue.bytes > HIGH_WATER_BYTES) await this.#queue.drained();
  }

  /**
   * Reads until the connection ends.
   *
   * @param incoming Takes replies and notices.
   * @returns Why it ended.
   */
  async read(incoming: Incoming): Promise<ConnectionEnd> {
    this.#look();
    const stream = new FrameDecoderStream(this.#decoder);
    const buffer = new Uint8Array(READ_BYTES);
    const fed = stream.feed(this.#wire, () => buffer);
    try {
      for await (const frames of stream.readable) {
        this.#watch.heard(this.#clock.now());
        for (const frame of frames) this.#take(frame, incoming);
      }
      return this.#knownEnd() ?? { type: "hung-up" };
    } catch (error) {
      return this.#knownEnd() ?? endBy(error as Error);
    } finally {
      this.close();
      await fed;
    }
  }

  /** Closes immediately. */
  close(): void {
    this.#stopWatching();
    this.#queue.abandon();
    this.#wire.close();
  }

  /** Why it ended, if the client knows. */
  #knownEnd(): ConnectionEnd | undefined {
    if (this.#closing) return { type: "closing", error: this.#closing };
    if (this.#isSilent) return { type: "silent" };
    if (this.#isPinging) return { type: "pinging" };
  }

  #look(): void {
    const { pendingBytes } = this.#decoder;
    if (pendingBytes !== this.#half) this.#watch.heard(this.#clock.now());
    this.#half = pendingBytes;
    const { verdict, againMs } = this.#watch.judge(this.#clock.now());
    if (verdict === "gone") {
      this.#isSilent = true;
      return this.close();
    }
    if (verdict === "ping") this.send(encodeFrame(FrameType.PING));
    this.#stopWatching = this.#clock.after(againMs, () => this.#look());
  }

  #take(frame: Frame, incoming: Incoming): void {
    switch (frame.type) {
      case FrameType.REPLY:
        return incoming.reply(parseReply(frame.payload));
      case FrameType.NOTICE:
        return this.#notice(frame.payload, incoming);
      case FrameType.PING:
        return this.#pong();
      case FrameType.PONG:
        return;
    }
    throw new ProtocolError("malformed-packet", `A server sends no frame of type ${frame.type}`);
  }

  /** Answers a ping, unless something is on its way already, which answers it as well. */
  #pong(): void {
    const now = this.#clock.now();
    if (now - this.#pingsSince >= PING_WINDOW_MS) {
      this.#pingsSince = now;
      this.#pings = 0;
    }
    if (++this.#pings > MAX_PINGS) {
      this.#isPinging = true;
      return this.close();
    }
    if (this.#queue.bytes === 0) this.send(encodeFrame(FrameType.PONG));
  }

  #notice(payload: Uint8Array, incoming: Incoming): void {
    const notice = parseNotice(payload);
    if (notice?.type === "closing") this.#closing = notice;
    if (notice) incoming.notice(notice);
  }
}

function endBy(error: Error): ConnectionEnd {
  if (error instanceof ProtocolError) return { type: "foreign" };
  return { type: "broken", message: error.message };
}
