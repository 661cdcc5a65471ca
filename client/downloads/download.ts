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

/** Bytes of a file read at once, at most. */
const CHUNK_BYTES = 524_288;

/** Bytes of frames read at once, at most. */
const FRAME_CHUNK_BYTES = 4_096;

/** A chunk is being saved, one waits for that, one is being read. */
const CHUNKS = 3;

/** Takes the bytes of a file, in order. The array is reused once the promise resolves. */
export type Sink = (bytes: Uint8Array) => Promise<void>;

/** Options of {@linkcode Download}. */
export interface DownloadOptions {
  /**
   * How long to wait for a byte, in ms, before the connection counts as lost. A server that lets a
   * client wait sends pings meanwhile.
   *
   * @default {60_000}
   */
  silenceMs?: number;
}

/**
 * A download, on a connection of its own: the ticket, the size header, the bytes, the digest. Fails
 * with a {@linkcode LostError} where another try could help, else with a {@linkcode DownloadError}.
 */
export class Download implements Disposable {
  readonly #wire: ServerWire;
  readonly #silenceMs: number;
  readonly #reader: ReadableStreamDefaultReader<Frame[]>;
  /** Frames that have arrived and nobody has taken. */
  #arrived: Frame[] = [];
  /** Bytes of the file still to come. */
  #left = 0;
  #chunks: Uint8Array[] = [];
  #turn = 0;
  #closed?: Failure;

  /** Takes over a fresh wire. */
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
   * Hands in the ticket.
   *
   * @param offset How many bytes to leave out.
   * @returns The size header.
   */
  async begin(ticket: string, offset: number): Promise<Result<"download">> {
    const ask: Ask<"download"> = { type: "download", version: PROTOCOL_VERSION, ticket, offset };
    const request = encodeMessage(FrameType.REQUEST, { id: 1, ...ask });
    await writeAll(this.#wire, request).catch((cause) => this.#lose(cause));
    const { ok, error } = parsed(parseReply, await this.#next(FrameType.REPLY));
    if (ok) return parsed(headerOf, ok);
    // A ticket that lay too long: another one is to be had.
    const Refusal = error!.code === "ticket-wrong" ? LostError : DownloadError;
    throw new Refusal({ type: "refused", error: error! });
  }

  /** Receives the bytes that the size header promised, and not one more. */
  async body(sink: Sink): Promise<void> {
    let saving = Promise.resolve();
    try {
      while (this.#left > 0) {
        const bytes = await this.#next(RAW_BYTES);
        this.#left -= bytes.length;
        await saving;
        saving = sink(bytes);
        saving.catch(() => {}); // It is awaited, but only after the next read.
      }
    } finally {
      await saving;
    }
  }

  /** Receives what ends the download: the digest of the whole file, in hexadecimal. */
  async digest(): Promise<string> {
    const notice = parsed(parseNotice, await this.#next(FrameType.NOTICE));
    if (notice?.type === "digest") return notice.sha256;
    throw new DownloadError({ type: "no-digest" });
  }

  /**
   * Ends the download at once.
   *
   * @param why What whoever waits for it is told.
   */
  close(why: Failure = { type: "interrupted" }): void {
    this.#closed ??= why;
    this.#wire.close();
  }

  /** Ends the download. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** How many raw bytes follow a frame: those of the file follow the size header. */
  #bodyAfter({ type, payload }: Frame): number {
    if (type !== FrameType.REPLY) return 0;
    try {
      const { size, offset } = headerOf(parseReply(payload).ok ?? {});
      return this.#left = Math.max(0, size - offset);
    } catch {
      return 0; // A refusal, or nonsense: whoever waits for the reply finds out.
    }
  }

  /** Memory for what comes next: the chunks of a file take turns, frames have their own. */
  #nextBuffer(): Uint8Array {
    if (this.#left === 0) return new Uint8Array(FRAME_CHUNK_BYTES);
    const turn = this.#turn++ % CHUNKS;
    return this.#chunks[turn] ??= new Uint8Array(
      Math.max(FRAME_CHUNK_BYTES, Math.min(this.#left, CHUNK_BYTES)),
    );
  }

  /** The payload of the next frame that is no ping. */
  async #next(type: number): Promise<Uint8Array> {
    for (;;) {
      const frame = this.#arrived.shift();
      if (!frame) this.#arrived = await this.#receive();
      else if (frame.type === FrameType.NOTICE) throwIfClosing(frame.payload);
      if (!frame || frame.type === FrameType.PING) continue;
      if (frame.type !== type) throw new DownloadError({ type: "bad-bytes" });
      return frame.payload;
    }
  }

  /** Waits for frames, but not for ever. */
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

/** Reads a message of the server's. */
function parsed<T, R>(parse: (value: T) => R, value: T): R {
  try {
    return parse(value);
  } catch (cause) {
    const { message } = cause as ProtocolError;
    throw new DownloadError({ type: "bad-answer", message }, { cause });
  }
}

/** Passes on why a server takes no more: it has too many connections, say, or is closing. */
function throwIfClosing(payload: Uint8Array): void {
  const notice = parsed(parseNotice, payload);
  if (notice?.type === "closing") throw new LostError({ type: "refused", error: notice });
}
