import {
  type Ask,
  checkResult,
  encodeMessage,
  type ErrorCode,
  FrameType,
  LENGTH_BYTES,
  MAX_EARLY_FRAME_BYTES,
  parseNotice,
  parseReply,
  PROTOCOL_VERSION,
  ProtocolError,
  type Result,
  writeAll,
} from "../../protocol/mod.ts";
import { LostError } from "./lost_error.ts";

/** Bytes read and written at once, at most; two such buffers take turns. */
const CHUNK_BYTES = 524_288;

/** Takes the bytes of a file, in order. The array is reused once the promise resolves. */
export type Sink = (bytes: Uint8Array) => Promise<void>;

/** What carries a download: a connection, encrypted or not. */
export interface DownloadWire {
  /** Reads some bytes; returns how many, or null at the end of the stream. */
  read(into: Uint8Array): Promise<number | null>;
  /** Sends some of the bytes; returns how many. */
  write(bytes: Uint8Array): Promise<number>;
  /** Closes at once: reading and writing fail from then on. */
  close(): void;
}

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
 * A download conversation, on a connection of its own: the ticket, the size header, the bytes, the
 * digest. Fails with a {@linkcode LostError} where another try could help, with a `ProtocolError`
 * where the server refuses or breaks the rules.
 */
export class Download implements Disposable {
  readonly #conn: DownloadWire;
  readonly #silenceMs: number;
  #closed?: string;

  /** Takes over a fresh connection. */
  constructor(conn: DownloadWire, { silenceMs = 60_000 }: DownloadOptions = {}) {
    this.#conn = conn;
    this.#silenceMs = silenceMs;
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
    await this.#orLost(writeAll(this.#conn, request));
    const { ok, error } = parseReply(await this.#readFrame(FrameType.REPLY));
    // It lay too long; another one is to be had.
    if (error?.code === "ticket-wrong") throw new LostError(error.message);
    if (!ok) throw new ProtocolError(error!.code as ErrorCode, error!.message);
    return checkResult("download", ok);
  }

  /**
   * Receives bytes, and not one more than asked for.
   *
   * @param count How many; what the size header promised.
   */
  async body(count: number, sink: Sink): Promise<void> {
    const size = Math.min(CHUNK_BYTES, count);
    const buffers = [new Uint8Array(size), new Uint8Array(size)] as const;
    let saving = Promise.resolve();
    try {
      for (let left = count, turn = 0; left > 0; turn ^= 1) {
        const buffer = buffers[turn & 1]!;
        const read = await this.#read(buffer.subarray(0, Math.min(size, left)));
        await saving;
        saving = sink(buffer.subarray(0, read));
        saving.catch(() => {}); // It is awaited, but only after the next read.
        left -= read;
      }
    } finally {
      await saving;
    }
  }

  /** Receives what ends the conversation: the digest of the whole file, in hexadecimal. */
  async digest(): Promise<string> {
    const notice = parseNotice(await this.#readFrame(FrameType.NOTICE));
    if (notice?.type === "digest") return notice.sha256;
    throw new ProtocolError("malformed-packet", "the server sent no digest");
  }

  /**
   * Ends the conversation at once.
   *
   * @param why What whoever waits for it is told.
   */
  close(why = "the download was ended"): void {
    if (this.#closed !== undefined) return;
    this.#closed = why;
    this.#conn.close();
  }

  /** Ends the conversation. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** The payload of the next frame that is no ping. */
  async #readFrame(type: number): Promise<Uint8Array> {
    for (;;) {
      const header = await this.#readExactly(LENGTH_BYTES);
      const length = new DataView(header.buffer).getUint32(0);
      if (length < 1 || length > MAX_EARLY_FRAME_BYTES) throw notAFrame();
      const frame = await this.#readExactly(length);
      if (frame[0] === FrameType.NOTICE) throwIfClosing(frame.subarray(1));
      if (frame[0] === type) return frame.subarray(1);
      if (frame[0] !== FrameType.PING) throw notAFrame();
    }
  }

  async #readExactly(count: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count;) at += await this.#read(bytes.subarray(at));
    return bytes;
  }

  async #read(buffer: Uint8Array): Promise<number> {
    const silence = `the server sent nothing for ${this.#silenceMs / 1000} s`;
    const timer = setTimeout(() => this.close(silence), this.#silenceMs);
    const count = await this.#orLost(this.#conn.read(buffer)).finally(() => clearTimeout(timer));
    if (count === null) throw new LostError("the server hung up");
    return count;
  }

  #orLost<T>(done: Promise<T>): Promise<T> {
    return done.catch((cause) => {
      throw new LostError(this.#closed ?? (cause as Error).message, { cause });
    });
  }
}

/** Passes on why a server takes no more: it has too many connections, say, or is closing. */
function throwIfClosing(payload: Uint8Array): void {
  const notice = parseNotice(payload);
  if (notice?.type === "closing") throw new LostError(notice.message);
}

function notAFrame(): ProtocolError {
  return new ProtocolError("malformed-packet", "the server sent other bytes than it announced");
}
