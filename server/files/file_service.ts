import {
  checkVersion,
  DOWNLOADS_AT_ONCE,
  encodeMessage,
  FrameType,
  type Notice,
  type Request,
  type Result,
  type SharedFile,
  Turns,
} from "../../protocol/mod.ts";
import type { Digests } from "./digests.ts";
import { countFiles, type Log } from "../observability/log.ts";
import type { SharedFolder } from "./shared_folder.ts";
import type { Grant, Tickets } from "./tickets.ts";

/** Most characters in one page of the list, so that it fits a frame however JSON escapes them. */
const PAGE_CHARS = 131_072;

/** What a file takes beside its name, at the 6 bytes a character that the page allows for. */
const CHARS_BESIDE_NAME = 8;

/** Somebody who downloads: what sending a file takes of a connection. */
export interface Downloader {
  /** Where it is, for the log. */
  readonly address: string;
  /** Shows it that the server lives while it waits for something. */
  pingUntil<T>(awaited: Promise<T>): Promise<T>;
  /** Writes bytes at once, past what is queued. */
  write(bytes: Uint8Array): Promise<void>;
  /** Writes all of a stream, as fast as it is taken. */
  pipe(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void>;
  /** Queues a notice. */
  notify(notice: Notice): void;
}

/** What the shared folder does for clients: lists it, hands out tickets, sends files. */
export class FileService {
  readonly #folder: SharedFolder;
  readonly #tickets: Tickets;
  readonly #digests: Digests;
  readonly #turns = new Turns(DOWNLOADS_AT_ONCE);
  readonly #log: Log;

  /** Takes the folder to serve from, the tickets to open it with, its digests, and a log. */
  constructor(folder: SharedFolder, tickets: Tickets, digests: Digests, log: Log) {
    this.#folder = folder;
    this.#tickets = tickets;
    this.#digests = digests;
    this.#log = log;
  }

  /**
   * A page of the list of files.
   *
   * @param from How many files to leave out.
   */
  async page(from: number): Promise<Result<"files">> {
    const all = await this.#folder.list();
    const files: SharedFile[] = [];
    let room = PAGE_CHARS;
    for (const file of all.slice(from)) {
      room -= file.name.length + CHARS_BESIDE_NAME;
      if (room < 0 && files.length > 0) break;
      files.push(file);
    }
    const message = `Access to SharedFiles granted: ${countFiles(all.length)}`;
    return { message, count: all.length, files };
  }

  /** A ticket for a file that is there now. */
  async grant(file: string, holder: string): Promise<Result<"get">> {
    using opened = await this.#folder.open(file);
    const { size, modified } = opened;
    return { ticket: this.#tickets.issue({ file, holder }), size, modified };
  }

  /**
   * Runs a download conversation: size header, then exactly that many bytes, then the digest.
   *
   * @returns How it ended, for the log.
   * @throws {ProtocolError} If the version, the ticket or the file is wrong; nothing was sent then.
   */
  async send(to: Downloader, request: Request<"download">): Promise<string> {
    checkVersion(request.version);
    const grant = this.#tickets.redeem(request.ticket);
    using _turn = await to.pingUntil(this.#turns.take(grant.holder));
    using file = await this.#folder.open(grant.file);
    const digest = this.#digests.of(grant.file, file);
    const { size, modified } = file;
    const offset = Math.min(request.offset ?? 0, size);
    const ok: Result<"download"> = { size, offset, modified };
    // Awaited before the pipe starts: with a write still pending, a pipe has overtaken it.
    await to.write(encodeMessage(FrameType.REPLY, { id: request.id, ok }));
    this.#logSending(to, grant, size - offset);
    await to.pipe(await file.stream(offset));
    to.notify({ type: "digest", sha256: await to.pingUntil(digest) });
    return `sent ${grant.file}`;
  }

  #logSending({ address }: Downloader, { file, holder }: Grant, bytes: number): void {
    this.#log({ type: "sending", peer: address, name: holder, file, bytes });
  }
}
