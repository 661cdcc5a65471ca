import {
  encodeFrame,
  encodeMessage,
  type ErrorBody,
  errorBody,
  FrameType,
  type Notice,
  ProtocolError,
  type Request,
} from "../../../protocol/mod.ts";
import type { Stage } from "../../admission/deadlines.ts";
import type { Downloader } from "../../files/file_service.ts";
import type { Connection } from "../../net/connection.ts";
import { disconnectIn } from "../../net/disconnects.ts";
import type { Occupant } from "../../net/occupant.ts";
import type { NativeContext } from "./native_context.ts";

/** How often a waiting client gets a ping, in ms. */
const PING_EVERY_MS = 10_000;

/** Bytes read at once, and dropped, from a client that has nothing more to say. */
const READ_BYTES = 512;

/**
 * Serves a download on a connection of its own.
 *
 * @returns How it ended, for the log.
 */
export async function download(
  connection: Connection,
  { files, metrics }: NativeContext,
  request: Request<"download">,
): Promise<string> {
  const occupant = new NativeDownload(connection);
  connection.occupant = occupant;
  metrics.downloads++;
  try {
    return await files.send(occupant, request);
  } catch (error) {
    if (error instanceof ProtocolError) {
      const body = errorBody(error);
      metrics.refuse(body.code);
      connection.push(encodeMessage(FrameType.REPLY, { id: request.id, error: body }));
      return body.message;
    }
    // Anything sent now would be taken for bytes of the file, so the connection is just closed.
    connection.destroy();
    return `download failed, ${disconnectIn(error) ?? (error as Error).message}`;
  } finally {
    metrics.downloads--;
  }
}

/** A client that downloads: raw bytes are written past the queue, and frames around them. */
class NativeDownload implements Downloader, Occupant {
  readonly stage: Stage = "download";
  readonly pendingBytes = 0;
  readonly received = 0;
  readonly #connection: Connection;
  readonly #gone = new AbortController();

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#watchEnd();
  }

  get takenBytes(): number {
    return this.#connection.taken;
  }

  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  get address(): string {
    return this.#connection.address;
  }

  async pingUntil<T>(awaited: Promise<T>): Promise<T> {
    const timer = setInterval(() => this.ping(), PING_EVERY_MS);
    try {
      return await awaited;
    } finally {
      clearInterval(timer);
      await this.#connection.drained();
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#connection.write(bytes);
  }

  pipe(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    return this.#connection.pipe(stream);
  }

  notify(notice: Notice): void {
    this.#connection.push(encodeMessage(FrameType.NOTICE, notice));
  }

  ping(): void {
    this.#connection.push(encodeFrame(FrameType.PING));
  }

  expire({ message }: ErrorBody): void {
    this.#connection.ending ??= message;
    this.#connection.destroy();
  }

  /** Does nothing: a running download has its grace. */
  async close(): Promise<void> {}

  overflow(): void {
    this.#connection.destroy();
  }

  broke(): void {}

  /** Reads on, so that the end of a client is noticed while it waits. */
  async #watchEnd(): Promise<void> {
    const buffer = new Uint8Array(READ_BYTES);
    try {
      while (await this.#connection.read(buffer) !== null);
    } catch {
      // The connection broke, or the server has closed it.
    }
    this.#gone.abort(new Error("the client hung up"));
  }
}
