import type { ErrorBody } from "../../protocol/mod.ts";
import { Deadlines } from "../admission/deadlines.ts";
import type { Doorkeeper } from "../admission/doorkeeper.ts";
import { originOf } from "../admission/origin.ts";
import type { Rates } from "../admission/rates.ts";
import type { Door } from "../doors/door.ts";
import { Sniffer } from "../doors/sniffer.ts";
import { Connection, type ConnectionContext, LINGER_MS } from "../net/connection.ts";
import { disconnectIn } from "../net/disconnects.ts";
import type { Wire } from "../net/wire.ts";
import type { Log } from "../observability/log.ts";
import { Arrivals } from "./arrivals.ts";
import { idlestOf } from "./idlest.ts";
import { RefusedConnections } from "./refused_connections.ts";

/** Why a connection ends that had no name when others needed its place. */
const MADE_ROOM: ErrorBody = {
  code: "too-many",
  message: "Too many connections: a client without a name made room for another one",
};

/** Options of {@linkcode Connections}. */
export interface ConnectionsOptions {
  /** What the connections share. */
  readonly context: ConnectionContext;
  /** Says who may come in. */
  readonly doorkeeper: Doorkeeper;
  /** Says how fast. */
  readonly rates: Rates;
  /** The protocols there are, in the order in which they are asked; our own first. */
  readonly doors: readonly Door[];
  /** Who serves what none of them recognises. */
  readonly otherwise: Door;
  /** Takes the events for the log. */
  readonly log: Log;
}

/** What is known of an open connection. */
interface Open {
  readonly deadlines: Deadlines;
  readonly end: Promise<void>;
  /** What was admitted; missing if it was refused. */
  readonly wire?: Wire;
  /** Whether it still has its place at the door. */
  hasPlace: boolean;
}

/** The open connections of a server: from accepting one to its end, whatever is spoken on it. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #open = new Map<Connection, Open>();
  readonly #refused: RefusedConnections;
  readonly #arrivals = new Arrivals();
  /** Closed, but their descriptors are still in use: they count at the door until that is over. */
  readonly #leaving = new Set<Wire>();

  /** Begins with none. */
  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#refused = new RefusedConnections({
      ...options,
      serve: (connection, run) => this.#keep(connection, run),
    });
  }

  /** How many are open, downloads included. */
  get size(): number {
    return this.#open.size + this.#arrivals.size;
  }

  /** Bytes that wait to be sent, on all of them together. */
  get queuedBytes(): number {
    let bytes = 0;
    for (const connection of this.#open.keys()) bytes += connection.queuedBytes;
    return bytes;
  }

  /**
   * Has room for no more than so many.
   *
   * @param connections How many.
   * @param refusals How many more can be told at a time that there is no room.
   */
  limitTo(connections: number, refusals: number): void {
    this.#options.doorkeeper.limitTo(connections);
    this.#refused.limitTo(refusals);
  }

  /** Takes a connection: serves it, or says why not. */
  take(wire: Wire): void {
    const { doorkeeper, rates } = this.#options;
    const { hostname } = wire.remote;
    const refusal = this.#admit(hostname);
    if (refusal) return this.#refuse(wire, refusal);
    const ms = rates.arrive(originOf(hostname));
    if (ms === 0) return this.#begin(wire);
    if (ms < Infinity) return this.#arrivals.hold(wire, ms, () => this.#begin(wire));
    doorkeeper.leave(hostname);
    this.#refuse(wire, tooFast(originOf(hostname)));
  }

  /** Sees to it that clients keep their deadlines; to be called every second or so. */
  check(): void {
    for (const [connection, { deadlines }] of this.#open) {
      connection.tidy();
      if (connection.ending === undefined) this.#judge(connection, deadlines);
    }
  }

  /**
   * Tells every client why, and closes every connection: a chat once its queue has left, 2 s from
   * now at the latest, a download once its file has, or its grace is over.
   *
   * @param onGiveUp Called when the grace is over and something still runs.
   */
  async close(why: ErrorBody, onGiveUp: () => void): Promise<void> {
    for (const wire of this.#arrivals.giveUp()) {
      this.#options.doorkeeper.leave(wire.remote.hostname);
      wire.close();
    }
    const open = Array.from(this.#open);
    const grace = setTimeout(() => {
      for (const [connection] of open) abandon(connection, "the server closed");
      onGiveUp();
    }, Math.max(this.#options.context.limits.graceMs, LINGER_MS));
    await Promise.all(open.map(([connection]) => connection.occupant?.close(why)));
    await Promise.all([...open.map(([, { end }]) => end), this.#refused.settled()]);
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

  #refuse(wire: Wire, why: ErrorBody): void {
    this.#whenGone(wire, () => {});
    this.#refused.take(wire, why);
  }

  /** Admits a connection, in the place of one that is of less use if there is no other. */
  #admit(address: string): ErrorBody | undefined {
    const { doorkeeper } = this.#options;
    const refusal = doorkeeper.admit(address);
    if (!refusal?.isForRoom || this.#refused.isBusy || !this.#makeRoom()) return refusal;
    return doorkeeper.admit(address);
  }

  /** Ends the connection that is of least use, if there is one to spare. */
  #makeRoom(): boolean {
    const victim = idlestOf(this.#open);
    if (!victim) return false;
    const open = this.#open.get(victim)!;
    this.#giveBackPlace(open);
    this.#refused.watch(open.end);
    victim.occupant!.close(MADE_ROOM);
    return true;
  }

  #begin(wire: Wire): void {
    const connection = new Connection(wire, this.#options.context);
    void this.#keep(connection, () => this.#openDoor(connection), wire);
  }

  /** Serves a connection to its end, and judges it by the clock meanwhile. */
  #keep(connection: Connection, run: () => Promise<string>, wire?: Wire): Promise<void> {
    const { context, log } = this.#options;
    log({ type: "connection", peer: connection.address });
    // No async function waits: its frame would be held as long as the client stays.
    const end = run().then(
      (reason) => this.#conclude(connection, reason),
      (error) => this.#conclude(connection, disconnectIn(error) ?? this.#fault(connection, error)),
    );
    const deadlines = new Deadlines(context.limits, context.clock.now);
    this.#open.set(connection, { deadlines, end, wire, hasPlace: wire !== undefined });
    return end;
  }

  async #conclude(connection: Connection, reason: string): Promise<void> {
    const { address: peer, occupant, ending } = connection;
    this.#options.log({ type: "ended", peer, name: occupant?.name, reason: ending ?? reason });
    await connection.end();
    const open = this.#open.get(connection)!;
    this.#open.delete(connection);
    if (open.wire) this.#whenGone(open.wire, () => this.#giveBackPlace(open));
  }

  #giveBackPlace(open: Open): void {
    if (open.hasPlace) this.#options.doorkeeper.leave(open.wire!.remote.hostname);
    open.hasPlace = false;
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
}

function tooFast(origin: string): ErrorBody {
  const message = `Too many new connections from ${origin} at once: try again in a minute`;
  return { code: "too-many", message };
}

function abandon(connection: Connection, reason: string): void {
  connection.ending ??= reason;
  connection.destroy();
}
