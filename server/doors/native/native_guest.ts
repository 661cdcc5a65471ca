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
import { TokenBucket } from "../../admission/token_bucket.ts";
import type { Connection } from "../../net/connection.ts";
import { ConnectionGuest } from "../connection_guest.ts";
import { FrameReader } from "./frame_reader.ts";
import { download } from "./native_download.ts";
import type { NativeContext } from "./native_context.ts";
import type { NativeEncoding } from "./native_encoding.ts";

/** Pongs that are not charged to the rate of a client: no client is asked for so many. */
const FREE_PONGS = { aSecond: 10, atOnce: 1_000 } as const;

/** A client with our own protocol: frames in, replies and notices out. */
export class NativeGuest extends ConnectionGuest<NativeContext> {
  readonly #reader: FrameReader;
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
    super(connection, context);
    this.#refusal = refusal;
    this.#reader = new FrameReader(connection);
  }

  /** Bytes of an incomplete frame. */
  get pendingBytes(): number {
    return this.#reader.decoder.pendingBytes;
  }

  /** Number of frames so far. */
  get received(): number {
    return this.#reader.decoder.frames;
  }

  /**
   * Reads and carries out requests until either side ends the connection.
   *
   * @param first Bytes that have been read already.
   * @returns Why it ended, for the log.
   */
  run(first: Uint8Array): Promise<string> {
    return this.conclude(this.#obey(this.#reader.frames(first).getReader()));
  }

  /** Queues a reply. */
  reply(reply: Reply): void {
    this.connection.push(encodeMessage(FrameType.REPLY, reply));
  }

  /** Sends the notice `slowed`. */
  slowed(rate: number): void {
    this.connection.push(encodeNotice({ type: "slowed", rate }));
  }

  /** Sends a ping. */
  ping(): void {
    this.connection.push(encodeFrame(FrameType.PING));
  }

  /** Encodes the notice `closing`. */
  protected farewell(why: ErrorBody): Uint8Array {
    return encodeNotice({ type: "closing", ...why });
  }

  /** Answers a malformed request, then sends the notice `closing`. */
  protected endWith(error: unknown): string {
    const body = errorBody(error);
    this.context.metrics.refuse(body.code);
    if (error instanceof MalformedRequestError) this.reply({ id: error.id, error: body });
    if (!(error instanceof ProtocolError)) this.logFault(error);
    this.connection.push(this.farewell(body));
    return body.message;
  }

  async #obey(reader: ReadableStreamDefaultReader<Frame[]>): Promise<string> {
    try {
      while (true) {
        const { done, value: frames } = await reader.read();
        if (done) return "hung up";
        const last = await this.#carryOut(frames) ?? this.connection.ending;
        if (last !== undefined) return last;
      }
    } finally {
      // Its lock is kept: releasing it creates an error with a stack trace for each client.
      reader.cancel().catch(() => {}); // Whoever reads has been told of an error already.
    }
  }

  /** Carries out what some frames ask for. Resolves to why the conversation ends, if it does. */
  async #carryOut(frames: readonly Frame[]): Promise<string | undefined> {
    const { connection, seat } = this;
    for (const frame of frames) {
      if (frame.type === FrameType.PONG && this.#isPongFree()) continue;
      const bytes = HEADER_BYTES + frame.payload.length;
      const turn = seat.admit(bytes);
      if (turn) await turn;
      if (connection.ending !== undefined) return connection.ending;
      const request = frame.type === FrameType.PONG ? undefined : this.#requestIn(frame);
      if (!request) continue;
      if (request.type === "download" && !seat.isGreeted) {
        return await download(connection, this.context, request);
      }
      if (this.#refusal) return this.#turnAway(this.#refusal);
      const later = seat.handle(request, bytes);
      if (later) await later;
    }
    if (seat.isGreeted) this.#reader.decoder.maxFrameBytes = MAX_FRAME_BYTES;
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
    this.connection.push(this.farewell(why));
    return why.message;
  }

  /** Returns the request in a frame. A ping is answered here. */
  #requestIn({ type, payload }: Frame): Request | undefined {
    if (type === FrameType.REQUEST) return parseRequest(payload);
    if (type === FrameType.PING) return void this.connection.push(encodeFrame(FrameType.PONG));
    throw new ProtocolError("malformed-packet", `A client sends no frame of type ${type}`);
  }
}

function encodeNotice(notice: Notice): Uint8Array {
  return encodeMessage(FrameType.NOTICE, notice);
}
