import type { ErrorBody } from "../protocol/mod.ts";
import { Bans } from "./admission/bans.ts";
import { Doorkeeper } from "./admission/doorkeeper.ts";
import { DEFAULT_LIMITS, type Limits } from "./admission/limits.ts";
import { MAX_PENDING_BYTES, PendingBudget } from "./admission/pending_budget.ts";
import { PasswordGate } from "./admission/password/password_gate.ts";
import { Rates } from "./admission/rates.ts";
import {
  type ChatServerOptions,
  type ChatServerSettings,
  withDefaults,
} from "./chat_server_options.ts";
import { Connections } from "./connections/connections.ts";
import { Delivery } from "./delivery/delivery.ts";
import { WriteScheduler } from "./delivery/write_scheduler.ts";
import { ForeignDoor } from "./doors/foreign/foreign_door.ts";
import { makeDoors } from "./doors/make_doors.ts";
import { FileService } from "./files/file_service.ts";
import { Hub } from "./hub/hub.ts";
import { LookAlikes } from "./hub/look_alikes.ts";
import { type Journal, sharedRoom } from "./journal/journal.ts";
import { MemoryJournal } from "./journal/memory_journal.ts";
import { Acceptor } from "./net/acceptor.ts";
import { formatAddress } from "./net/address.ts";
import type { Connection } from "./net/connection.ts";
import { listenTcp } from "./net/tcp_listener.ts";
import { listenTls } from "./net/tls/tls_listener.ts";
import type { Listener, Wire } from "./net/wire.ts";
import { type Gauges, Metrics } from "./observability/metrics.ts";
import { Operator } from "./operator/operator.ts";
import { Room } from "./room/room.ts";
import { visitsFrom } from "./room/visits.ts";

/** Why a connection ends that holds most of the input which all of them may hold. */
const TOO_MUCH_INPUT: ErrorBody = {
  code: "server-busy",
  message: "The server holds too much unfinished input, and most of it came from you: try again",
};

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
  readonly #rates: Rates;
  readonly #limits: Limits;
  readonly #settings: ChatServerSettings;
  /** Stops the ticker, which starts with the first client. */
  #stopTicker?: () => void;
  #closing?: Promise<void>;

  private constructor(listener: Listener, options: ChatServerOptions) {
    this.#settings = withDefaults(options);
    const { folder, log, now, monotonic, random, journal } = this.#settings;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.address = formatAddress(listener.address);
    this.port = listener.address.port;
    this.#rates = new Rates(this.#limits);
    this.#files = new FileService({ folder, log, now: monotonic, wallNow: now, random });
    this.#journal = journal ??
      new MemoryJournal({ room: random(), keepBytes: this.#limits.maxQueueBytes });
    this.#writes = new WriteScheduler(() => this.#journal.commit?.());
    this.#bans = new Bans(monotonic);
    this.#hub = this.#makeHub();
    this.operator = new Operator({ hub: this.#hub, bans: this.#bans, log, now: monotonic });
    this.#connections = this.#makeConnections();
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
      sharing: this.#journal.sharing,
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
    const { log } = this.#settings;
    log({ type: "closing", reason: why.message });
    const { downloads } = this.metrics;
    const seconds = this.#limits.graceMs / 1000;
    if (downloads > 0) log({ type: "waiting", downloads, seconds });
    this.#hub.mute();
    const accepted = this.#acceptor.close();
    await this.#connections.close(why, () => this.#files.close());
    await accepted;
    await this.#files.close();
    this.#stopTicker?.();
    this.#writes[Symbol.dispose]();
    await this.#journal.close?.();
  }

  #makeHub(): Hub {
    const { welcome, log, now, monotonic, random, strictNames, password, identity } =
      this.#settings;
    let members = 0;
    const { metrics } = this;
    const { sharing } = this.#journal;
    const lookAlikes = new LookAlikes();
    // Names come from other servers too, which nobody here asked for.
    if (sharing) void lookAlikes.prepare("é");
    return new Hub({
      bans: this.#bans,
      lookAlikes,
      room: new Room({
        skeletonOf: lookAlikes.skeletonOf,
        strictNames,
        past: this.#journal.past,
        clocks: () => ({ time: now(), at: sharing ? now() : monotonic() }),
        newcomers: { id: () => (sharing?.numbersAfter ?? 0) + ++members, secret: random },
        welcome,
        visitOf: visitsFrom(`${this.#journal.past.room} ${now()}`),
        ...sharing && sharedRoom(sharing),
      }),
      journal: this.#journal,
      delivery: new Delivery(metrics, this.#limits.maxQueueBytes),
      files: this.#files,
      rates: this.#rates,
      gate: password === undefined
        ? undefined
        : new PasswordGate({ password, fingerprint: identity?.fingerprint, now: monotonic }),
      log,
      metrics,
    });
  }

  #makeConnections(): Connections {
    const { log } = this.#settings;
    const { metrics, port } = this;
    const limits = this.#limits;
    const pending = new PendingBudget<Connection>(
      MAX_PENDING_BYTES,
      (connection) => connection.refuseInput(TOO_MUCH_INPUT),
    );
    const doors = makeDoors({
      ...this.#settings,
      hub: this.#hub,
      metrics,
      files: this.#files,
      port,
    });
    return new Connections({
      context: { limits, clock: this.#clock, metrics, writes: this.#writes, pending },
      doorkeeper: new Doorkeeper(limits),
      rates: this.#rates,
      doors,
      otherwise: new ForeignDoor(metrics),
      log,
    });
  }

  #take(wire: Wire): void {
    this.#stopTicker ??= this.#settings.ticker((elapsedMs) => this.#beat(elapsedMs));
    this.#connections.take(wire);
  }

  #beat(elapsedMs: number): void {
    this.#clock.now += elapsedMs;
    this.#hub.tidy();
    this.#files.check();
    this.#connections.check();
  }
}
