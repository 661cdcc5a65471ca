import type { ErrorBody } from "../protocol/mod.ts";
import type { MakePlainSession } from "../types/plain_session.d.ts";
import { Bans } from "./admission/bans.ts";
import { Doorkeeper } from "./admission/doorkeeper.ts";
import { DEFAULT_LIMITS, type Limits } from "./admission/limits.ts";
import { MAX_PENDING_BYTES, PendingBudget } from "./admission/pending_budget.ts";
import { PasswordGate } from "./admission/password/password_gate.ts";
import { Rates } from "./admission/rates.ts";
import { everySecond, type Ticker } from "./admission/ticker.ts";
import { Delivery } from "./delivery/delivery.ts";
import { WriteScheduler } from "./delivery/write_scheduler.ts";
import type { Door } from "./doors/door.ts";
import { ForeignDoor } from "./doors/foreign/foreign_door.ts";
import { HttpDoor } from "./doors/http/http_door.ts";
import { IrcDoor, type IrcOptions } from "./doors/irc/irc_door.ts";
import { linksTo } from "./doors/links.ts";
import { NativeDoor } from "./doors/native/native_door.ts";
import { TextDoor } from "./doors/text/text_door.ts";
import { FileService } from "./files/file_service.ts";
import type { SharedFolder } from "./files/shared_folder.ts";
import { Hub } from "./hub/hub.ts";
import { LookAlikes } from "./hub/look_alikes.ts";
import type { Journal } from "./journal/journal.ts";
import { MemoryJournal } from "./journal/memory_journal.ts";
import { Acceptor } from "./net/acceptor.ts";
import { formatAddress } from "./net/address.ts";
import { Connections } from "./connections.ts";
import type { Connection } from "./net/connection.ts";
import { listenTcp } from "./net/tcp_listener.ts";
import type { ServerIdentity } from "./net/tls/identity_file.ts";
import { listenTls } from "./net/tls/tls_listener.ts";
import type { Listener, Wire } from "./net/wire.ts";
import type { Log } from "./observability/log.ts";
import { type Gauges, Metrics } from "./observability/metrics.ts";
import { Operator } from "./operator/operator.ts";
import { Room } from "./room/room.ts";
import type { Welcome } from "./room/welcome.ts";

/** Why a connection ends that holds most of the input which all of them may hold. */
const TOO_MUCH_INPUT: ErrorBody = {
  code: "server-busy",
  message: "The server holds too much unfinished input, and most of it came from you: try again",
};

/** Options of {@linkcode ChatServer.listen}. */
export interface ChatServerOptions {
  /** Port to listen on, 0 to 65,535. With 0, the system picks a free one. */
  port: number;
  /**
   * Address to listen on.
   *
   * @default {"0.0.0.0"}
   */
  hostname?: string;
  /** What the server proves to be; with it, every connection is encrypted. */
  identity?: ServerIdentity;
  /**
   * Whether to refuse names that look like one in use.
   *
   * @default {false}
   */
  strictNames?: boolean;
  /** What everybody who joins has to know. */
  password?: string;
  /** The shared folder. */
  folder: SharedFolder;
  /**
   * Makes the greeting of a new client.
   *
   * @default {defaultWelcome}
   */
  welcome?: Welcome;
  /** Limits that differ from {@linkcode DEFAULT_LIMITS}. */
  limits?: Partial<Limits>;
  /**
   * What IRC clients are told of the server.
   *
   * @default {{}}
   */
  irc?: IrcOptions;
  /**
   * Loads what people with `nc` or `telnet` type and see; without it, they are turned away.
   *
   * @default {undefined}
   */
  loadSessions?: () => Promise<MakePlainSession>;
  /**
   * Numbers and keeps what is said; closed with the server.
   *
   * @default {MemoryJournal}
   */
  journal?: Journal;
  /** Takes the events for the log. By default, they are dropped. */
  log?: Log;
  /**
   * The time, in ms since 1970 UTC.
   *
   * @default {Date.now}
   */
  now?: () => number;
  /**
   * The time of a monotonic clock in ms, for periods.
   *
   * @default {performance.now}
   */
  monotonic?: () => number;
  /**
   * Makes tickets and secrets: unguessable strings, a new one at each call.
   *
   * @default {crypto.randomUUID}
   */
  random?: () => string;
  /**
   * How browsers are served: the names that they may call this server by, beside addresses and names
   * of a local network, and the address for links, given the port; false to serve none.
   *
   * @default {{}}
   */
  web?: false | {
    readonly hosts?: readonly string[];
    readonly address?: (port: number) => string;
  };
  /**
   * Drives the deadlines.
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
  /** What the server counts. */
  readonly metrics = new Metrics();
  readonly #acceptor: Acceptor;
  readonly #hub: Hub;
  readonly #files: FileService;
  readonly #connections: Connections;
  readonly #journal: Journal;
  readonly #writes: WriteScheduler;
  readonly #clock = { now: 0 };
  readonly #bans: Bans;
  /** What its operator can do. */
  readonly operator: Operator;
  readonly #graceMs: number;
  readonly #rates: Rates;
  readonly #log: Log;
  readonly #ticker: Ticker;
  /** Stops the ticker, which starts with the first client. */
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
    this.#graceMs = limits.graceMs;
    this.#rates = new Rates(limits);
    this.#ticker = ticker;
    const files = new FileService({ folder, log, now: monotonic, wallNow: now, random });
    this.#files = files;
    this.#journal = options.journal ??
      new MemoryJournal({ room: random(), keepBytes: limits.maxQueueBytes });
    this.#writes = new WriteScheduler(() => this.#journal.commit?.());
    this.#bans = new Bans(monotonic);
    this.#hub = this.#makeHub(files, limits, { ...options, now, monotonic, random });
    this.operator = new Operator({ hub: this.#hub, bans: this.#bans, log, now: monotonic });
    this.#connections = this.#makeConnections(files, limits, { ...options, now });
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

  /** The current state of the server. */
  get gauges(): Gauges {
    return {
      connections: this.#connections.size,
      online: this.#hub.online,
      queuedBytes: this.#connections.queuedBytes,
      residentBytes: Deno.memoryUsage().rss,
      keeping: this.#journal.keeping,
    };
  }

  /**
   * Takes no more connections than the system allows.
   *
   * @param connections How many it serves at a time, at most.
   * @param refusals How many more it can tell at a time that there is no room.
   */
  limitTo(connections: number, refusals: number): void {
    this.#connections.limitTo(connections, refusals);
  }

  /**
   * Stops accepting, tells every client why, and closes every connection: a chat once its queue is
   * sent, after 2 s at the latest, and a download once its file is sent or its grace is over.
   *
   * @param why The code and sentence for the clients.
   */
  close(why: ErrorBody): Promise<void> {
    return this.#closing ??= this.#close(why);
  }

  /** Closes the server as if its operator had stopped it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close({ code: "server-closing", message: "The server is closing" });
  }

  async #close(why: ErrorBody): Promise<void> {
    this.#log({ type: "closing", reason: why.message });
    const { downloads } = this.metrics;
    if (downloads > 0) this.#log({ type: "waiting", downloads, seconds: this.#graceMs / 1000 });
    this.#hub.mute();
    const accepted = this.#acceptor.close();
    await this.#connections.close(why, () => this.#files.close());
    await accepted;
    await this.#files.close();
    this.#stopTicker?.();
    this.#writes[Symbol.dispose]();
    await this.#journal.close?.();
  }

  #makeHub(
    files: FileService,
    limits: Limits,
    { welcome, now, monotonic, random, strictNames, password, identity }: ChatServerOptions & {
      now: () => number;
      monotonic: () => number;
      random: () => string;
    },
  ): Hub {
    let members = 0;
    const { metrics } = this;
    const lookAlikes = new LookAlikes();
    return new Hub({
      bans: this.#bans,
      lookAlikes,
      room: new Room({
        skeletonOf: lookAlikes.skeletonOf,
        strictNames,
        past: this.#journal,
        clocks: () => ({ time: now(), at: monotonic() }),
        newcomers: { id: () => ++members, secret: random },
        welcome,
      }),
      journal: this.#journal,
      delivery: new Delivery(metrics, limits.maxQueueBytes),
      files,
      rates: this.#rates,
      gate: password === undefined
        ? undefined
        : new PasswordGate({ password, fingerprint: identity?.fingerprint, now: monotonic }),
      log: this.#log,
      metrics,
    });
  }

  /** The protocols that clients may speak, in the order in which they are asked. */
  #makeDoors(
    files: FileService,
    { irc, loadSessions, web = {}, now }: ChatServerOptions & { now: () => number },
  ): Door[] {
    const shared = { hub: this.#hub, log: this.#log, metrics: this.metrics, now };
    const address = web && (web.address?.(this.port) ?? `http://localhost:${this.port}`);
    const links = address && !this.#hub.hasPassword ? linksTo(address) : {};
    return [
      new NativeDoor({ ...shared, files }),
      ...(web
        ? [
          new HttpDoor({
            ...shared,
            files,
            hosts: web.hosts ?? [],
            hasPassword: this.#hub.hasPassword,
          }),
        ]
        : []),
      new IrcDoor({ ...irc, ...shared, ...links }),
      ...(loadSessions ? [new TextDoor({ ...shared, ...links, loadSessions })] : []),
    ];
  }

  #makeConnections(
    files: FileService,
    limits: Limits,
    options: ChatServerOptions & { now: () => number },
  ): Connections {
    const { metrics } = this;
    const pending = new PendingBudget<Connection>(
      MAX_PENDING_BYTES,
      (connection) => connection.refuseInput(TOO_MUCH_INPUT),
    );
    const context = { limits, clock: this.#clock, metrics, writes: this.#writes, pending };
    return new Connections({
      context,
      doorkeeper: new Doorkeeper(limits),
      rates: this.#rates,
      doors: this.#makeDoors(files, options),
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
    this.#files.check();
    this.#connections.check();
  }
}
