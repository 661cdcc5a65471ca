import {
  type Ask,
  checkResult,
  encodeMessage,
  type Frame,
  FrameDecoder,
  FrameDecoderStream,
  FrameType,
  MAX_EARLY_FRAME_BYTES,
  parseNotice,
  parseReply,
  PROTOCOL_VERSION,
  ProtocolError,
  RAW_BYTES,
  type Result,
  writeAll,
} from "../../protocol/mod.ts";
import type { ServerWire } from "../net/server_wire.ts";
import { DownloadError, type Failure, LostError } from "./failure.ts";

/** Size of a read of file bytes. */
const CHUNK_BYTES = 524_288;

/** Size of a read of frames, in bytes. */
const FRAME_CHUNK_BYTES = 4_096;

/** Most pings before the server is given up: with one every 10 s, a day. */
const MAX_PINGS = 8_640;

/** A chunk is being saved, one waits for that, one is being read. */
const CHUNKS = 3;

/** Takes the bytes of a file, in order. The array is reused once the promise resolves. */
export type Sink = (bytes: Uint8Array) => Promise<void>;

/** Options of {@linkcode Download}. */
export interface DownloadOptions {
  /**
   * How long to wait for a byte before the connection counts as lost, in ms. A server that makes a
   * client wait sends pings.
   *
   * @default {60_000}
   */
  silenceMs?: number;
}

/**
 * A download on a connection of its own: the ticket, the size header, the bytes, the digest. It
 * fails with a {@linkcode LostError} if another attempt could help, otherwise with a {@linkcode
 * DownloadError}.
 */
export class Download implements Disposable {
  readonly #wire: ServerWire;
  readonly #silenceMs: number;
  readonly #reader: ReadableStreamDefaultReader<Frame[]>;
  /** Frames that have arrived and were not used yet. */
  #arrived: Frame[] = [];
  /** Bytes of the file still to come. */
  #left = 0;
  #chunks: Uint8Array[] = [];
  #turn = 0;
  #pings = 0;
  #closed?: Failure;

  /** Begins on a new wire. */
  constructor(wire: ServerWire, { silenceMs = 60_000 }: DownloadOptions = {}) {
    this.#wire = wire;
    this.#silenceMs = silenceMs;
    const decoder = new FrameDecoder({
      maxFrameBytes: MAX_EARLY_FRAME_BYTES,
      rawBytesAfter: (frame) => this.#bodyAfter(frame),
    });
    const stream = new FrameDecoderStream(decoder);
    this.#reader = stream.readable.getReader();
    void stream.feed(wire, () => this.#nextBuffer());
  }

  /**
   * Sends the ticket.
   *
   * @param offset Number of bytes to skip.
   * @returns The size header.
   */
  async begin(ticket: string, offset: number): Promise<Result<"download">> {
    const ask: Ask<"download"> = { type: "download", version: PROTOCOL_VERSION, ticket, offset };
    const request = encodeMessage(FrameType.REQUEST, { id: 1, ...ask });
    await writeAll(this.#wire, request).catch((cause) => this.#lose(cause));
    const { ok, error } = parsed(parseReply, await this.#next(FrameType.REPLY));
    if (ok) return parsed(headerOf, ok);
    // The ticket has expired: get another one. Or the server is busy: try again.
    const isLost = error!.code === "ticket-wrong" || error!.code === "server-busy";
    const Refusal = isLost ? LostError : DownloadError;
    throw new Refusal({ type: "refused", error: error! });
  }

  /** Receives exactly the bytes that the size header announced. */
  async body(sink: Sink): Promise<void> {
    let saving = Promise.resolve();
    try {
      while (this.#left > 0) {
        const bytes = await this.#next(RAW_BYTES);
        this.#left -= bytes.length;
        await saving;
        saving = sink(bytes);
        saving.catch(() => {}); // It is awaited after the next read.
      }
    } finally {
      await saving;
    }
  }

  /** Receives the digest of the whole file, in hexadecimal. */
  async digest(): Promise<string> {
    const notice = parsed(parseNotice, await this.#next(FrameType.NOTICE));
    if (notice?.type === "digest") return notice.sha256;
    throw new DownloadError({ type: "no-digest" });
  }

  /**
   * Ends the download immediately.
   *
   * @param why The error for those who wait for it.
   */
  close(why: Failure = { type: "interrupted" }): void {
    this.#closed ??= why;
    this.#wire.close();
  }

  /** Ends the download. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Number of raw bytes after a frame: those of the file follow the size header. */
  #bodyAfter({ type, payload }: Frame): number {
    if (type !== FrameType.REPLY) return 0;
    try {
      const { size, offset } = headerOf(parseReply(payload).ok ?? {});
      return this.#left = Math.max(0, size - offset);
    } catch {
      return 0; // A refusal, or malformed: the reader of the reply checks it.
    }
  }

  /**
   * Returns the buffer for the next read. The chunks of a file use several in turn; frames have
   * their own.
   */
  #nextBuffer(): Uint8Array {
    if (this.#left === 0) return new Uint8Array(FRAME_CHUNK_BYTES);
    const turn = this.#turn++ % CHUNKS;
    return this.#chunks[turn] ??= new Uint8Array(
      Math.max(FRAME_CHUNK_BYTES, Math.min(this.#left, CHUNK_BYTES)),
    );
  }

  /** Returns the payload of the next frame, except pings. */
  async #next(type: number): Promise<Uint8Array> {
    for (;;) {
      const frame = this.#arrived.shift();
      if (!frame) this.#arrived = await this.#receive();
      else if (frame.type === FrameType.NOTICE) throwIfClosing(frame.payload);
      if (frame?.type === FrameType.PING && ++this.#pings > MAX_PINGS) {
        throw new DownloadError({ type: "pinging" });
      }
      if (!frame || frame.type === FrameType.PING) continue;
      if (frame.type !== type) throw new DownloadError({ type: "bad-bytes" });
      return frame.payload;
    }
  }

  /** Waits for frames, with a time limit. */
  async #receive(): Promise<Frame[]> {
    const timer = setTimeout(
      () => this.close({ type: "silent", ms: this.#silenceMs }),
      this.#silenceMs,
    );
    const { done, value } = await this.#reader.read()
      .catch((cause) => this.#lose(cause))
      .finally(() => clearTimeout(timer));
    return done ? this.#lose() : value;
  }

  #lose(cause?: Error): never {
    if (cause instanceof ProtocolError) throw new DownloadError({ type: "bad-bytes" }, { cause });
    const end = cause
      ? { type: "broken", message: cause.message } as const
      : { type: "hung-up" } as const;
    throw new LostError(this.#closed ?? { type: "connection", end }, { cause });
  }
}

function headerOf(ok: Record<string, unknown>): Result<"download"> {
  return checkResult("download", ok);
}

/** Parses a message of the server. */
function parsed<T, R>(parse: (value: T) => R, value: T): R {
  try {
    return parse(value);
  } catch (cause) {
    const { message } = cause as ProtocolError;
    throw new DownloadError({ type: "bad-answer", message }, { cause });
  }
}

/** Throws the server's reason for closing. */
function throwIfClosing(payload: Uint8Array): void {
  const notice = parsed(parseNotice, payload);
  if (notice?.type === "closing") throw new LostError({ type: "refused", error: notice });
}
