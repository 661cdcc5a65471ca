import {
  type Ask,
  checkResult,
  encodeFrame,
  encodeMessage,
  type ErrorBody,
  type Frame,
  FrameDecoderStream,
  FrameType,
  type Notice,
  OutboundQueue,
  parseNotice,
  parseReply,
  ProtocolError,
} from "../protocol/mod.ts";
import type { Settle } from "./outcome.ts";

/** Bytes that may wait to be sent before reading of input should pause. */
const HIGH_WATER_BYTES = 1_048_576;

/** Why a connection is over. */
export type Ending =
  /** The server said why. */
  | { readonly type: "closing"; readonly error: ErrorBody }
  /** The other end does not speak the protocol. */
  | { readonly type: "foreign"; readonly reason: string }
  /** It broke, or the server hung up without a word. */
  | { readonly type: "lost"; readonly reason: string };

/** A chat connection: requests out, answers and notices in. */
export class Connection {
  readonly #conn: Deno.TcpConn;
  readonly #queue: OutboundQueue;
  readonly #waiting = new Map<number, { readonly type: Ask["type"]; readonly settle: Settle }>();
  #lastId = 0;
  #closing?: ErrorBody;

  /**
   * Takes over a connection.
   *
   * @param conn The connection; owned by this object from here on.
   */
  constructor(conn: Deno.TcpConn) {
    conn.setNoDelay(true);
    this.#conn = conn;
    this.#queue = new OutboundQueue({
      write: async (bytes) => {
        for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
      },
      maxBytes: Infinity,
      onOverflow: () => {},
      onError: () => {},
    });
  }

  /**
   * Sends a request.
   *
   * @param settle Called once with the answer, unless the connection ends before there is one.
   */
  ask(ask: Ask, settle: Settle): void {
    const id = ++this.#lastId;
    let frame: Uint8Array;
    try {
      frame = encodeMessage(FrameType.REQUEST, { id, ...ask });
    } catch {
      return settle({ error: { code: "frame-too-large", message: "That is too long to be sent" } });
    }
    this.#waiting.set(id, { type: ask.type, settle });
    this.#queue.push(frame);
  }

  /** Resolves when there is room to send more, at once if there is. */
  async ready(): Promise<void> {
    if (this.#queue.bytes > HIGH_WATER_BYTES) await this.#queue.drained();
  }

  /**
   * Reads until the connection is over.
   *
   * @param onNotice Takes each notice, last words included.
   * @returns Why it is over.
   */
  async read(onNotice: (notice: Notice) => void): Promise<Ending> {
    try {
      for await (const frames of this.#conn.readable.pipeThrough(new FrameDecoderStream())) {
        for (const frame of frames) this.#take(frame, onNotice);
      }
    } catch (error) {
      if (this.#closing) return { type: "closing", error: this.#closing };
      const reason = (error as Error).message;
      return { type: error instanceof ProtocolError ? "foreign" : "lost", reason };
    } finally {
      this.close();
    }
    return this.#closing
      ? { type: "closing", error: this.#closing }
      : { type: "lost", reason: "the server hung up" };
  }

  /** Closes at once. */
  close(): void {
    this.#queue.close();
    try {
      this.#conn.close();
    } catch {
      // The stream closes the connection too, when it comes to its end.
    }
  }

  #take(frame: Frame, onNotice: (notice: Notice) => void): void {
    switch (frame.type) {
      case FrameType.REPLY:
        return this.#settle(frame.payload);
      case FrameType.NOTICE:
        return this.#notice(frame.payload, onNotice);
      case FrameType.PING:
        return this.#queue.push(encodeFrame(FrameType.PONG));
      case FrameType.PONG:
        return;
    }
    throw new ProtocolError("malformed-packet", `A server sends no frame of type ${frame.type}`);
  }

  #settle(payload: Uint8Array): void {
    const { id, ok, error } = parseReply(payload);
    const asked = this.#waiting.get(id);
    if (!asked) throw new ProtocolError("malformed-packet", `Nothing was asked under id ${id}`);
    this.#waiting.delete(id);
    asked.settle(ok ? { ok: checkResult(asked.type, ok) } : { error: error! });
  }

  #notice(payload: Uint8Array, onNotice: (notice: Notice) => void): void {
    const notice = parseNotice(payload);
    if (notice?.type === "closing") this.#closing = notice;
    if (notice) onNotice(notice);
  }
}
