import type { ErrorBody } from "../protocol/mod.ts";
import { Acceptor } from "./connection/acceptor.ts";
import { formatAddress } from "./connection/address.ts";
import { ChatCore } from "./core/chat_core.ts";
import { Conversation, type ConversationContext } from "./connection/conversation.ts";
import { Digests } from "./files/digests.ts";
import { Dispatcher } from "./connection/dispatcher.ts";
import { Doorkeeper } from "./connection/doorkeeper.ts";
import { FileService } from "./files/file_service.ts";
import { DEFAULT_LIMITS, type Limits } from "./connection/limits.ts";
import type { Log } from "./observability/log.ts";
import { type Gauges, Metrics } from "./observability/metrics.ts";
import { LAST_WORDS_MS, Peer } from "./connection/peer.ts";
import type { SharedFolder } from "./files/shared_folder.ts";
import { everySecond, type Ticker } from "./connection/ticker.ts";
import { Tickets } from "./files/tickets.ts";
import type { Welcome } from "./core/welcome.ts";
import { WriteScheduler } from "./connection/write_scheduler.ts";

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
  /** Takes what happens; by default, nobody does. */
  log?: Log;
  /**
   * The time, in ms since 1970 UTC.
   *
   * @default {Date.now}
   */
  now?: () => number;
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

/** Most refused connections that are told why at a time; past that, they are just closed. */
const MAX_REFUSALS = 100;

/**
 * The chat server: owns the listening socket and every conversation.
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
  readonly #core: ChatCore;
  readonly #context: ConversationContext & { readonly clock: { now: number } };
  readonly #doorkeeper: Doorkeeper;
  readonly #digests: Digests;
  readonly #conversations = new Map<Conversation, Promise<void>>();
  readonly #refusals = new Set<Promise<void>>();
  readonly #ticker: Ticker;
  /** Stops the ticker; it begins with the first client, as who has none has no deadline. */
  #stopTicker?: () => void;
  #closing?: Promise<void>;

  private constructor(listener: Deno.TcpListener, options: ChatServerOptions) {
    const { folder, welcome, log = () => {}, now = Date.now, ticker = everySecond } = options;
    const { random = () => crypto.randomUUID() } = options;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const addr = listener.addr as Deno.NetAddr;
    this.address = formatAddress(addr);
    this.port = addr.port;
    // What somebody missed is queued at once, and leaves room for what goes on.
    const maxMissedBytes = limits.maxQueueBytes / 2;
    this.#core = new ChatCore({ welcome, now, random, maxMissedBytes });
    this.#digests = new Digests({ open: (name) => folder.open(name), now });
    const files = new FileService(folder, new Tickets({ now, random }), this.#digests, log);
    const dispatcher = new Dispatcher(this.#core, files, log, this.metrics);
    this.#context = {
      dispatcher,
      limits,
      log,
      metrics: this.metrics,
      clock: { now: 0 },
      writes: new WriteScheduler(),
    };
    this.#doorkeeper = new Doorkeeper(limits);
    this.#ticker = ticker;
    this.#acceptor = new Acceptor(listener, {
      take: (conn) => this.#take(conn),
      onTrouble: (error) => log({ type: "not-accepting", reason: `${error}` }),
    });
  }

  /**
   * Starts a server.
   *
   * @throws {Error} If it cannot listen there: `Deno.errors.AddrInUse`, `PermissionDenied`, ….
   */
  static listen(options: ChatServerOptions): ChatServer {
    const { port, hostname = "0.0.0.0" } = options;
    return new ChatServer(Deno.listen({ port, hostname }), options);
  }

  /** How the server is doing now. */
  get gauges(): Gauges {
    let queuedBytes = 0;
    for (const { peer } of this.#conversations.keys()) queuedBytes += peer.queuedBytes;
    return {
      connections: this.#conversations.size,
      online: this.#core.online,
      queuedBytes,
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

  async #close(why: ErrorBody): Promise<void> {
    const { log, dispatcher, limits } = this.#context;
    log({ type: "closing", reason: why.message });
    dispatcher.mute();
    const accepted = this.#acceptor.close();
    const conversations = Array.from(this.#conversations.keys());
    const grace = setTimeout(
      () => this.#giveUp(conversations),
      Math.max(limits.graceMs, LAST_WORDS_MS),
    );
    await Promise.all(conversations.map((each) => each.close(why)));
    await Promise.all([accepted, ...this.#conversations.values(), ...this.#refusals]);
    clearTimeout(grace);
    await this.#digests.close();
    this.#stopTicker?.();
    this.#context.writes[Symbol.dispose]();
  }

  /** Ends what has not ended within its grace. */
  #giveUp(conversations: readonly Conversation[]): void {
    for (const each of conversations) each.abandon("the server closed");
    this.#digests.close();
  }

  /** Closes the server as its operator would. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close({ code: "server-closing", message: "The server is closing" });
  }

  #beat(elapsedMs: number): void {
    this.#context.clock.now += elapsedMs;
    this.#core.tidy();
    for (const conversation of this.#conversations.keys()) conversation.check();
  }

  #take(conn: Deno.TcpConn): void {
    this.#stopTicker ??= this.#ticker((elapsedMs) => this.#beat(elapsedMs));
    const { hostname } = conn.remoteAddr as Deno.NetAddr;
    const refusal = this.#doorkeeper.admit(hostname);
    if (refusal) return this.#refuse(conn, refusal);
    const conversation = this.#begin(conn);
    if (!conversation) return this.#doorkeeper.leave(hostname);
    const end = conversation.run().finally(() => {
      this.#doorkeeper.leave(hostname);
      this.#conversations.delete(conversation);
    });
    this.#conversations.set(conversation, end);
  }

  /** Begins a conversation, unless the connection has broken since it was accepted. */
  #begin(conn: Deno.TcpConn): Conversation | undefined {
    try {
      return new Conversation(conn, this.#context);
    } catch (error) {
      const peer = formatAddress(conn.remoteAddr as Deno.NetAddr);
      this.#context.log({ type: "fault", peer, error: `${error}` });
      conn.close();
    }
  }

  #refuse(conn: Deno.TcpConn, why: ErrorBody): void {
    const { metrics, log } = this.#context;
    metrics.refuse(why.code);
    if (this.#refusals.size >= MAX_REFUSALS) return conn.close();
    const peer = new Peer(conn, this.#context, () => {});
    log({ type: "refused", peer: peer.address, reason: why.message });
    peer.notify({ type: "closing", ...why });
    const end = peer.end().finally(() => this.#refusals.delete(end));
    this.#refusals.add(end);
  }
}
