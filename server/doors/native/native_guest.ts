import { format } from "@std/fmt/bytes";
import {
  encodeFrame,
  encodeMessage,
  type ErrorBody,
  errorBody,
  type Frame,
  FrameType,
  HEADER_BYTES,
  MalformedRequestError,
  MAX_FRAME_BYTES,
  type Notice,
  parseRequest,
  ProtocolError,
  type Reply,
  type Request,
} from "../../../protocol/mod.ts";
import type { Stage } from "../../admission/deadlines.ts";
import { TokenBucket } from "../../admission/token_bucket.ts";
import type { Guest } from "../../delivery/guest.ts";
import type { Seat } from "../../hub/seat.ts";
import type { Connection, Occupant } from "../../net/connection.ts";
import { disconnectIn } from "../../net/disconnects.ts";
import { FrameReader } from "./frame_reader.ts";
import { download } from "./native_download.ts";
import type { NativeContext } from "./native_context.ts";
import type { NativeEncoding } from "./native_encoding.ts";

const BINARY = { binary: true, minimumFractionDigits: 1, maximumFractionDigits: 1 };

/** Pongs that are not charged to the rate of a client: no client is asked for so many. */
const FREE_PONGS = { aSecond: 10, atOnce: 1_000 } as const;

/** A client with our own protocol: frames in, replies and notices out. */
export class NativeGuest implements Guest, Occupant {
  readonly #connection: Connection;
  readonly #context: NativeContext;
  readonly #reader: FrameReader;
  readonly #seat: Seat;
  readonly #refusal?: ErrorBody;
  /** The pongs that are free; missing before the first one. */
  #pongs?: TokenBucket;

  /** Becomes the occupant of a connection. */
  constructor(
    connection: Connection,
    context: NativeContext,
    readonly encoding: NativeEncoding,
    refusal?: ErrorBody,
  ) {
    this.#refusal = refusal;
    this.#connection = connection;
    this.#context = context;
    this.#reader = new FrameReader(connection);
    this.#seat = context.hub.seat(this, connection);
    connection.occupant = this;
  }

  /** `chat` once it is greeted. */
  get stage(): Stage {
    return this.#seat.isGreeted || this.#seat.hasKnocked ? "chat" : "opening";
  }

  /** Bytes of an incomplete frame. */
  get pendingBytes(): number {
    return this.#reader.decoder.pendingBytes;
  }

  /** Number of frames so far. */
  get received(): number {
    return this.#reader.decoder.frames;
  }

  /** The client's current or last name. */
  get name(): string | undefined {
    return this.#seat.name;
  }

  /** Whether so much waits to be sent that others should pause. */
  get isCrowded(): boolean {
    return this.#connection.isCrowded;
  }

  /**
   * Reads and carries out requests until either side ends the connection. A fault ends this
   * connection only.
   *
   * @param first Bytes that have been read already.
   * @returns Why it ended, for the log.
   */
  run(first: Uint8Array): Promise<string> {
    // Not an async function: its frame would be held as long as the client stays.
    return this.#obey(first).catch((error) => this.#explain(error)).then((reason) => {
      this.#seat.leave("hung-up");
      return reason;
    });
  }

  /** Queues a reply. */
  reply(reply: Reply): void {
    this.#connection.push(encodeMessage(FrameType.REPLY, reply));
  }

  /** Queues notices that are frames already. */
  push(frames: Uint8Array, at: number): void {
    this.#connection.push(frames, at);
  }

  /** Resolves once it is no longer crowded. */
  whenRelieved(): Promise<void> {
    return this.#connection.whenRelieved();
  }

  /** Resolves once all that was queued has been sent. */
  drained(): Promise<void> {
    return this.#connection.drained();
  }

  /** Sends the notice `slowed`. */
  slowed(rate: number): void {
    this.#notify({ type: "slowed", rate });
  }

  /** Ends it after the current request. */
  finish(reason: string): void {
    this.#connection.ending ??= reason;
  }

  /** Closes it immediately, without a notice. */
  replaced(): void {
    this.#connection.ending ??= "came back on another connection";
    this.#connection.destroy();
  }

  /** Sends a ping. */
  ping(): void {
    this.#connection.push(encodeFrame(FrameType.PING));
  }

  /** Closes the connection, and holds the name for the client, which may come back. */
  expire(why: ErrorBody): void {
    this.#seat.leave("lost");
    this.close(why);
  }

  /** Tells the client why, sends what is queued, and closes. */
  async close(why: ErrorBody): Promise<void> {
    this.#connection.ending ??= why.message;
    this.#seat.wake();
    this.#notify({ type: "closing", ...why });
    await this.#connection.end();
  }

  /** Disconnects a client that does not read what it is sent. */
  overflow(bytes: number): void {
    if (this.#connection.ending !== undefined) return;
    const behind = `${format(bytes, BINARY)} behind`;
    this.#connection.ending = `${this.name ?? "the client"} was ${behind}`;
    this.#context.metrics.slowClients++;
    const notice = { type: "closing", code: "too-slow", message: `You were ${behind}` };
    this.#connection.cut(encodeMessage(FrameType.NOTICE, notice));
    // Later: a broadcast is running, and leaving starts another one.
    queueMicrotask(() => this.#seat.leave("lost"));
  }

  /** Ends the conversation of a client whose connection broke during a write. */
  broke(): void {
    this.#seat.leave("hung-up");
  }

  #notify(notice: Notice): void {
    this.#connection.push(encodeMessage(FrameType.NOTICE, notice));
  }

  async #obey(first: Uint8Array): Promise<string> {
    const { decoder } = this.#reader;
    for await (const frames of this.#reader.frames(first)) {
      for (const frame of frames) {
        if (frame.type === FrameType.PONG && this.#isPongFree()) continue;
        const bytes = HEADER_BYTES + frame.payload.length;
        const turn = this.#seat.admit(bytes);
        if (turn) await turn;
        if (this.#connection.ending !== undefined) return this.#connection.ending;
        const request = frame.type === FrameType.PONG ? undefined : this.#requestIn(frame);
        if (!request) continue;
        if (request.type === "download" && !this.#seat.isGreeted) {
          return await download(this.#connection, this.#context, request);
        }
        if (this.#refusal) return this.#turnAway(this.#refusal);
        const later = this.#seat.handle(request, bytes);
        if (later) await later;
      }
      if (this.#connection.ending !== undefined) return this.#connection.ending;
      if (this.#seat.isGreeted) decoder.maxFrameBytes = MAX_FRAME_BYTES;
    }
    return "hung up";
  }

  /** Whether a pong costs its client nothing: it changes nothing, but a flood of them takes time. */
  #isPongFree(): boolean {
    const now = performance.now();
    this.#pongs ??= new TokenBucket(FREE_PONGS.aSecond, FREE_PONGS.atOnce, now);
    if (!this.#pongs.canTake(now, 1)) return false;
    this.#pongs.take(now);
    return true;
  }

  #turnAway(why: ErrorBody): string {
    this.#notify({ type: "closing", ...why });
    return why.message;
  }

  /** Returns the request in a frame. A ping is answered here. */
  #requestIn({ type, payload }: Frame): Request | undefined {
    if (type === FrameType.REQUEST) return parseRequest(payload);
    if (type === FrameType.PING) return void this.#connection.push(encodeFrame(FrameType.PONG));
    throw new ProtocolError("malformed-packet", `A client sends no frame of type ${type}`);
  }

  /** Tells the client which error ended the connection; returns the reason for the log. */
  #explain(error: unknown): string {
    const lost = disconnectIn(error);
    if (lost || this.#connection.ending !== undefined) return lost ?? "closed";
    const { metrics, log } = this.#context;
    const body = errorBody(error);
    metrics.refuse(body.code);
    if (error instanceof MalformedRequestError) this.reply({ id: error.id, error: body });
    if (!(error instanceof ProtocolError)) {
      const { address: peer } = this.#connection;
      const text = `${(error as Error).stack ?? error}`;
      log({ type: "fault", peer, name: this.name, error: text });
    }
    this.#notify({ type: "closing", ...body });
    return body.message;
  }
}
