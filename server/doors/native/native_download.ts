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
import type { Connection, Occupant } from "../../net/connection.ts";
import { disconnectIn } from "../../net/disconnects.ts";
import type { NativeContext } from "./native_context.ts";

/** How often a client that has to wait hears a ping, in ms. */
const PING_EVERY_MS = 10_000;

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
  connection.occupant = new NativeDownload(connection);
  metrics.downloads++;
  try {
    return await files.send(new NativeDownload(connection), request);
  } catch (error) {
    if (error instanceof ProtocolError) {
      const body = errorBody(error);
      metrics.refuse(body.code);
      connection.push(encodeMessage(FrameType.REPLY, { id: request.id, error: body }));
      return body.message;
    }
    // Whatever was said now would be taken for the file's bytes: the short body has to say it.
    connection.destroy();
    return `download failed, ${disconnectIn(error) ?? (error as Error).message}`;
  } finally {
    metrics.downloads--;
  }
}

/** A client that downloads: raw bytes past the queue, frames around them. */
class NativeDownload implements Downloader, Occupant {
  readonly stage: Stage = "download";
  readonly pendingBytes = 0;
  readonly received = 0;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
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

  /** Lets it go on: it has its grace. */
  async close(): Promise<void> {}

  overflow(): void {
    this.#connection.destroy();
  }

  broke(): void {}
}
