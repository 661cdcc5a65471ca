import type { ErrorBody } from "../protocol/mod.ts";
import { Doorkeeper } from "./admission/doorkeeper.ts";
import { DEFAULT_LIMITS, type Limits } from "./admission/limits.ts";
import { Rates } from "./admission/rates.ts";
import { everySecond, type Ticker } from "./admission/ticker.ts";
import { Delivery } from "./delivery/delivery.ts";
import { WriteScheduler } from "./delivery/write_scheduler.ts";
import { ForeignDoor } from "./doors/foreign/foreign_door.ts";
import { IrcDoor, type IrcOptions } from "./doors/irc/irc_door.ts";
import { NativeDoor } from "./doors/native/native_door.ts";
import { Digests } from "./files/digests.ts";
import { FileService } from "./files/file_service.ts";
import type { SharedFolder } from "./files/shared_folder.ts";
import { Tickets } from "./files/tickets.ts";
import { Hub } from "./hub/hub.ts";
import { MemoryJournal } from "./journal/memory_journal.ts";
import { Acceptor } from "./net/acceptor.ts";
import { formatAddress } from "./net/address.ts";
import { Connections } from "./connections.ts";
import { listenTcp } from "./net/tcp_listener.ts";
import type { ServerIdentity } from "./net/tls/identity_file.ts";
import { listenTls } from "./net/tls/tls_listener.ts";
import type { Listener, Wire } from "./net/wire.ts";
import type { Log } from "./observability/log.ts";
import { type Gauges, Metrics } from "./observability/metrics.ts";
import { Room } from "./room/room.ts";
import type { Welcome } from "./room/welcome.ts";

/** Options of {@linkcode ChatServer.listen}. */
export interface ChatServerOptions {
  /** Port to listen on, 0 to 65,535; 0 takes a free one. */
  port: number;
  /**
   * Address to listen on.
   *
   * @default {"0.0.0.0"}
   */
  hostname?: string;
  /** What the server proves to be; with it, every connection is encrypted. */
  identity?: ServerIdentity;
  /** What clients may list and download. */
  folder: SharedFolder;
  /**
   * What a newcomer is greeted with.
   *
   * @default {defaultWelcome}
   */
  welcome?: Welcome;
  /** The limits that are not to be {@linkcode DEFAULT_LIMITS}. */
  limits?: Partial<Limits>;
  /**
   * What IRC clients are told of the server.
   *
   * @default {{}}
   */
  irc?: IrcOptions;
  /** Takes what happens; by default, nobody does. */
  log?: Log;
  /**
   * The time, in ms since 1970 UTC.
   *
   * @default {Date.now}
   */
  now?: () => number;
  /**
   * The time, in ms of a clock that nobody sets: for periods.
   *
   * @default {performance.now}
   */
  monotonic?: () => number;
  /**
   * Makes tickets and secrets: strings that nobody can guess, another one at each call.
   *
   * @default {crypto.randomUUID}
   */
  random?: () => string;
  /**
   * What makes time pass for the deadlines.
   *
   * @default {everySecond}
   */
  ticker?: Ticker;
}

/**
 * The chat server: one room, and the port on which clients come in.
 *
 * @example
 * ```ts ignore
 * await using server = ChatServer.listen({ port: 0, folder: await DiskFolder.open("SharedFiles") });
 * console.log(server.address);
 * ```
 */
export class ChatServer implements AsyncDisposable {
  /** Where it listens, as `IP:PORT`. */
  readonly address: string;
  /** The port it listens on. */
  readonly port: number;
  /** What it counts of itself. */
  readonly metrics = new Metrics();
  readonly #acceptor: Acceptor;
  readonly #hub: Hub;
  readonly #digests: Digests;
  readonly #connections: Connections;
  readonly #writes = new WriteScheduler();
  readonly #clock = { now: 0 };
  readonly #log: Log;
  readonly #ticker: Ticker;
  /** Stops the ticker; it begins with the first client, as who has none has no deadline. */
  #stopTicker?: () => void;
  #closing?: Promise<void>;

  private constructor(listener: Listener, options: ChatServerOptions) {
    const { folder, log = () => {}, ticker = everySecond } = options;
    const { now = Date.now, monotonic = () => performance.now() } = options;
    const { random = () => crypto.randomUUID() } = options;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.address = formatAddress(listener.address);
    this.port = listener.address.port;
    this.#log = log;
    this.#ticker = ticker;
    this.#digests = new Digests({ open: (name) => folder.open(name), now });
    const tickets = new Tickets({ now: monotonic, random });
    const files = new FileService(folder, tickets, this.#digests, log);
    this.#hub = this.#makeHub(files, limits, { ...options, now, monotonic, random });
    this.#connections = this.#makeConnections(files, limits, { ...options.irc, now });
    this.#acceptor = new Acceptor(listener, {
      take: (wire) => this.#take(wire),
      onTrouble: (error) => log({ type: "not-accepting", reason: `${error}` }),
    });
  }

  /**
   * Starts a server.
   *
   * @throws {Error} If it cannot listen there: `Deno.errors.AddrInUse`, `PermissionDenied`, ….
   */
  static listen(options: ChatServerOptions): ChatServer {
    const { port, hostname = "0.0.0.0", identity } = options;
    const listener = identity
      ? listenTls({ port, hostname, identity })
      : listenTcp({ port, hostname });
    return new ChatServer(listener, options);
  }

  /** How the server is doing now. */
  get gauges(): Gauges {
    return {
      connections: this.#connections.size,
      online: this.#hub.online,
      queuedBytes: this.#connections.queuedBytes,
      residentBytes: Deno.memoryUsage().rss,
    };
  }

  /**
   * Accepts nobody any more, tells every client why, and closes every connection: a chat once its
   * queue has left, 2 s from now at the latest, a download once its file has, or its grace is over.
   *
   * @param why What to tell, and the code for programs.
   */
  close(why: ErrorBody): Promise<void> {
    return this.#closing ??= this.#close(why);
  }

  /** Closes the server as its operator would. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close({ code: "server-closing", message: "The server is closing" });
  }

  async #close(why: ErrorBody): Promise<void> {
    this.#log({ type: "closing", reason: why.message });
    this.#hub.mute();
    const accepted = this.#acceptor.close();
    await this.#connections.close(why, () => this.#digests.close());
    await accepted;
    await this.#digests.close();
    this.#stopTicker?.();
    this.#writes[Symbol.dispose]();
  }

  #makeHub(
    files: FileService,
    limits: Limits,
    { welcome, now, monotonic, random }: ChatServerOptions & {
      now: () => number;
      monotonic: () => number;
      random: () => string;
    },
  ): Hub {
    let members = 0;
    const { metrics } = this;
    const journal = new MemoryJournal({ keepBytes: limits.maxQueueBytes });
    return new Hub({
      room: new Room({
        past: journal,
        clocks: () => ({ time: now(), at: monotonic() }),
        newcomers: { id: () => ++members, secret: random },
        welcome,
      }),
      journal,
      delivery: new Delivery(metrics, limits.maxQueueBytes),
      files,
      rates: new Rates(limits),
      log: this.#log,
      metrics,
    });
  }

  #makeConnections(
    files: FileService,
    limits: Limits,
    irc: IrcOptions & { now: () => number },
  ): Connections {
    const { metrics } = this;
    const context = { limits, clock: this.#clock, metrics, writes: this.#writes };
    return new Connections({
      context,
      doorkeeper: new Doorkeeper(limits),
      doors: [
        new NativeDoor({ hub: this.#hub, files, log: this.#log, metrics }),
        new IrcDoor({ ...irc, hub: this.#hub, log: this.#log, metrics }),
      ],
      otherwise: new ForeignDoor(metrics),
      log: this.#log,
    });
  }

  #take(wire: Wire): void {
    this.#stopTicker ??= this.#ticker((elapsedMs) => this.#beat(elapsedMs));
    this.#connections.take(wire);
  }

  #beat(elapsedMs: number): void {
    this.#clock.now += elapsedMs;
    this.#hub.tidy();
    this.#connections.check();
  }
}
