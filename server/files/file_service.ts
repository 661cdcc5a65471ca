import { abortable } from "@std/async/abortable";
import {
  checkVersion,
  DOWNLOADS_AT_ONCE,
  encodeMessage,
  FrameType,
  type Notice,
  type Request,
  type Result,
  type SharedFile,
} from "../../protocol/mod.ts";
import { type AwaitedDigest, Digests } from "./digests.ts";
import { DownloadTurns, type TurnRequest } from "./download_turns.ts";
import { KeptList } from "./kept_list.ts";
import { pageOf } from "./list_page.ts";
import type { Log } from "../observability/log.ts";
import type { OpenedFile, SharedFolder } from "./shared_folder.ts";
import { type Grant, type Holder, Tickets } from "./tickets.ts";

/** A connection that downloads: what sending a file needs of it. */
export interface Downloader {
  /** Where it comes from, for the log. */
  readonly address: string;
  /** How many bytes of files the client has taken on it so far. */
  readonly takenBytes: number;
  /** Aborted once the client has closed its side, or the connection broke. */
  readonly gone: AbortSignal;
  /** Pings the client while it waits for something. */
  pingUntil<T>(awaited: Promise<T>): Promise<T>;
  /** Writes bytes at once, past what is queued. */
  write(bytes: Uint8Array): Promise<void>;
  /** Writes all of a stream, as fast as it is taken. */
  pipe(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void>;
  /** Queues a notice. */
  notify(notice: Notice): void;
}

/** Options of {@linkcode FileService}. */
export interface FileServiceOptions {
  /** The folder to serve from. */
  readonly folder: SharedFolder;
  /** Takes the events for the log. */
  readonly log: Log;
  /** The time, in ms, by a monotonic clock; only differences matter. */
  readonly now: () => number;
  /** The time, in ms since 1970 UTC, from the clock that dates files. */
  readonly wallNow: () => number;
  /** Makes tickets: unguessable strings, a new one at each call. */
  readonly random: () => string;
}

/** What the shared folder does for clients: lists it, hands out tickets, sends files. */
export class FileService {
  readonly #folder: SharedFolder;
  readonly #list: KeptList;
  readonly #tickets: Tickets;
  readonly #digests: Digests;
  readonly #turns: DownloadTurns;
  readonly #log: Log;

  /** Creates the service. */
  constructor({ folder, log, now, wallNow, random }: FileServiceOptions) {
    this.#folder = folder;
    this.#list = new KeptList(folder, now);
    this.#tickets = new Tickets({ now, random });
    this.#digests = new Digests({ open: (name) => folder.open(name), now, wallNow });
    this.#turns = new DownloadTurns({ limit: DOWNLOADS_AT_ONCE, now });
    this.#log = log;
  }

  /**
   * Every file that can be downloaded, sorted by name. The list may be a few seconds old.
   *
   * @throws {ProtocolError} `files-unavailable` or `server-busy`, see {@linkcode SharedFolder.list}.
   */
  list(): Promise<readonly SharedFile[]> {
    return this.#list.get();
  }

  /**
   * A page of the list of files.
   *
   * @param from How many files to leave out.
   * @throws {ProtocolError} As {@linkcode FileService.list} does.
   */
  async page(from: number): Promise<Result<"files">> {
    return pageOf(await this.list(), from);
  }

  /**
   * Opens a file, for a door that sends it in its own way.
   *
   * @throws {ProtocolError} `no-such-file` or `server-busy`, see {@linkcode SharedFolder.open}.
   */
  open(name: string): Promise<OpenedFile> {
    return this.#folder.open(name);
  }

  /**
   * Waits for a download turn, for a door that sends files in its own way.
   *
   * @param key Whose turn it is; see {@linkcode Holder.key}.
   * @returns The turn, which is over when you dispose of it.
   * @throws The signal's reason, if it is aborted before the turn begins.
   */
  takeTurn(key: string | number, request: TurnRequest): Promise<Disposable> {
    return this.#turns.take(key, request);
  }

  /** Whether {@linkcode takeTurn} gives this holder a turn without waiting. */
  hasFreeTurn(key: string | number): boolean {
    return this.#turns.hasFree(key);
  }

  /** Tells the SHA-256 of an opened file in hexadecimal, if it is known already. */
  knownDigest(name: string, file: OpenedFile): string | undefined {
    return this.#digests.known(name, file);
  }

  /** Begins to compute the SHA-256 of an opened file; it ends when nobody waits for it. */
  digest(name: string, file: OpenedFile): AwaitedDigest {
    return this.#digests.wait(name, file);
  }

  /**
   * A ticket for a file that is there now.
   *
   * @throws {ProtocolError} As {@linkcode FileService.open} does.
   */
  async grant(file: string, holder: Holder): Promise<Result<"get">> {
    using opened = await this.open(file);
    const { size, modified } = opened;
    return { ticket: this.#tickets.issue({ file, holder }), size, modified };
  }

  /**
   * Uses a ticket, for a door whose clients ask for parts of a file with the same ticket.
   *
   * @param origin Where the client comes from: the ticket works from there only, for an hour.
   * @throws {ProtocolError} `ticket-wrong` if it is unknown, expired, or used by somebody else.
   */
  openTicket(ticket: string, origin: string): Grant {
    return this.#tickets.open(ticket, origin);
  }

  /**
   * Runs a download conversation: size header, then exactly that many bytes, then the digest.
   *
   * @returns How it ended, for the log.
   * @throws {ProtocolError} If the version, the ticket or the file is wrong; nothing was sent then.
   * @throws The reason of `to.gone`, if the client left while it waited.
   */
  async send(to: Downloader, request: Request<"download">): Promise<string> {
    checkVersion(request.version);
    const { file: name, holder } = this.#tickets.redeem(request.ticket);
    const turn = this.takeTurn(holder.key, { taken: () => to.takenBytes, signal: to.gone });
    using _turn = await to.pingUntil(turn);
    using file = await this.open(name);
    using digest = this.digest(name, file);
    const { size, modified } = file;
    const offset = Math.min(request.offset ?? 0, size);
    const ok: Result<"download"> = { size, offset, modified };
    // Awaited before the pipe starts: with a write still pending, a pipe has overtaken it.
    await to.write(encodeMessage(FrameType.REPLY, { id: request.id, ok }));
    const bytes = size - offset;
    this.#log({ type: "sending", peer: to.address, name: holder.name, file: name, bytes });
    await to.pipe(file.stream(offset));
    const sha256 = await to.pingUntil(abortable(digest.sha256, to.gone));
    to.notify({ type: "digest", sha256 });
    return `sent ${name}`;
  }

  /** Ends the turns of slow downloads, and drops an old list. Call it about once a second. */
  check(): void {
    this.#turns.check();
    this.#list.check();
  }

  /** Ends every hash under way. */
  async close(): Promise<void> {
    await this.#digests.close();
  }
}
