import type { ErrorBody } from "../protocol/mod.ts";
import { Deadlines } from "./admission/deadlines.ts";
import type { Doorkeeper } from "./admission/doorkeeper.ts";
import type { Door } from "./doors/door.ts";
import { Sniffer } from "./doors/sniffer.ts";
import { Connection, type ConnectionContext, LINGER_MS } from "./net/connection.ts";
import { disconnectIn } from "./net/disconnects.ts";
import type { Wire } from "./net/wire.ts";
import type { Log } from "./observability/log.ts";

/**
 * How many refused connections are told the reason at a time. Further ones are closed without it.
 */
const MAX_REFUSALS = 100;

/**
 * How long to wait for the first bytes of a refused connection, in ms, before telling it the
 * reason.
 */
const SILENCE_MS = 1_000;

/** Options of {@linkcode Connections}. */
export interface ConnectionsOptions {
  /** Shared by the connections. */
  readonly context: ConnectionContext;
  /** Decides which connections are admitted. */
  readonly doorkeeper: Doorkeeper;
  /** The doors, in the order in which they are tried. */
  readonly doors: readonly Door[];
  /** The door for connections that no other door recognizes. */
  readonly otherwise: Door;
  /** Takes the events for the log. */
  readonly log: Log;
}

/** An open connection and its deadlines. */
interface Open {
  readonly deadlines: Deadlines;
  readonly end: Promise<void>;
}

/** The open connections of a server, from accept to close, whatever their protocol. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #open = new Map<Connection, Open>();
  readonly #refusals = new Set<Promise<void>>();
  /** Closed, but their descriptors are still in use: they count at the door until that is over. */
  readonly #leaving = new Set<Wire>();

  /** Begins without connections. */
  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** Number of open connections, downloads included. */
  get size(): number {
    return this.#open.size;
  }

  /** Number of bytes that wait to be sent, on all of them together. */
  get queuedBytes(): number {
    let bytes = 0;
    for (const connection of this.#open.keys()) bytes += connection.queuedBytes;
    return bytes;
  }

  /** Serves an accepted connection, or refuses it with the reason. */
  take(wire: Wire): void {
    const { context, doorkeeper } = this.#options;
    const { hostname } = wire.remote;
    const refusal = doorkeeper.admit(hostname);
    if (refusal) return this.#refuse(wire, refusal);
    const connection = new Connection(wire, context);
    const end = this.#serve(connection).finally(() => {
      this.#open.delete(connection);
      this.#whenGone(wire, () => doorkeeper.leave(hostname));
    });
    const deadlines = new Deadlines(context.limits, context.clock.now);
    this.#open.set(connection, { deadlines, end });
  }

  /** Checks the deadlines of all clients. Call it about once a second. */
  check(): void {
    for (const [connection, { deadlines }] of this.#open) {
      connection.tidy();
      if (connection.ending === undefined) this.#judge(connection, deadlines);
    }
  }

  /**
   * Tells every client why, and closes every connection: a chat once its queue is sent, after 2 s
   * at the latest, and a download once its file is sent or its grace is over.
   *
   * @param onGiveUp Called if the grace ends while something still runs.
   */
  async close(why: ErrorBody, onGiveUp: () => void): Promise<void> {
    const open = Array.from(this.#open);
    const grace = setTimeout(() => {
      for (const [connection] of open) abandon(connection, "the server closed");
      onGiveUp();
    }, Math.max(this.#options.context.limits.graceMs, LINGER_MS));
    await Promise.all(open.map(([connection]) => connection.occupant?.close(why)));
    await Promise.all([...open.map(([, { end }]) => end), ...this.#refusals]);
    clearTimeout(grace);
    for (const wire of this.#leaving) wire.close();
  }

  #whenGone(wire: Wire, then: () => void): void {
    if (!wire.gone) return then();
    this.#leaving.add(wire);
    wire.gone.then(() => {
      this.#leaving.delete(wire);
      then();
    });
  }

  async #serve(connection: Connection): Promise<void> {
    const { log } = this.#options;
    const { address: peer } = connection;
    log({ type: "connection", peer });
    let reason: string;
    try {
      reason = await this.#openDoor(connection);
    } catch (error) {
      reason = disconnectIn(error) ?? this.#fault(connection, error);
    }
    const name = connection.occupant?.name;
    log({ type: "ended", peer, name, reason: connection.ending ?? reason });
    await connection.end();
  }

  /** Not an async function: its frame would be held as long as the client stays. */
  #openDoor(connection: Connection): Promise<string> {
    const { doors, otherwise } = this.#options;
    return new Sniffer(connection, doors, otherwise).run()
      .then((sniffed) => sniffed?.door.serve(connection, sniffed.first) ?? "hung up");
  }

  #fault({ address: peer, occupant }: Connection, error: unknown): string {
    const text = `${(error as Error)?.stack ?? error}`;
    this.#options.log({ type: "fault", peer, name: occupant?.name, error: text });
    return "the server failed";
  }

  #judge(connection: Connection, deadlines: Deadlines): void {
    const { metrics, clock } = this.#options.context;
    const { occupant, waitingSince, taken } = connection;
    if (!occupant) return;
    const { stage, pendingBytes, received } = occupant;
    const progress = { stage, pendingBytes, received, waitingSince, taken };
    const verdict = deadlines.judge(progress, clock.now);
    if (verdict === "wait") return;
    if (verdict === "ping") return occupant.ping();
    metrics.refuse("timed-out");
    occupant.expire({ code: "timed-out", message: verdict.late });
  }

  #refuse(wire: Wire, why: ErrorBody): void {
    const { context, log } = this.#options;
    context.metrics.refuse(why.code);
    this.#whenGone(wire, () => {});
    if (this.#refusals.size >= MAX_REFUSALS) return wire.close();
    const connection = new Connection(wire, context);
    log({ type: "refused", peer: connection.address, reason: why.message });
    const end = this.#turnAway(connection, why).finally(() => this.#refusals.delete(end));
    this.#refusals.add(end);
  }

  /** Tells a client the reason: in its own protocol if it has sent anything, otherwise in ours. */
  async #turnAway(connection: Connection, why: ErrorBody): Promise<void> {
    const { doors, otherwise } = this.#options;
    const { promise: silence, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, SILENCE_MS);
    try {
      const sniffed = await Promise.race([
        new Sniffer(connection, doors, otherwise).run(),
        silence,
      ]);
      connection.push((sniffed?.door ?? doors[0]!).refusal(why));
    } catch {
      // The client is gone.
    }
    clearTimeout(timer);
    await connection.end();
  }
}

function abandon(connection: Connection, reason: string): void {
  connection.ending ??= reason;
  connection.destroy();
}
