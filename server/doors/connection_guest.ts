import { format } from "@std/fmt/bytes";
import type { ErrorBody, Reply } from "../../protocol/mod.ts";
import type { Stage } from "../admission/deadlines.ts";
import type { Encoding, Guest } from "../delivery/guest.ts";
import type { Hub } from "../hub/hub.ts";
import type { Seat } from "../hub/seat.ts";
import type { Connection } from "../net/connection.ts";
import { disconnectIn } from "../net/disconnects.ts";
import type { Occupant } from "../net/occupant.ts";
import type { Log } from "../observability/log.ts";
import type { Metrics } from "../observability/metrics.ts";

const BINARY = { binary: true, minimumFractionDigits: 1, maximumFractionDigits: 1 };

/** What every guest needs of its server. */
export interface GuestContext {
  /** What guests talk to. */
  readonly hub: Hub;
  /** Takes faults for the log. */
  readonly log: Log;
  /** Counts requests and errors. */
  readonly metrics: Metrics;
}

/**
 * A guest on a connection: its seat at the hub, its queue, and the ways in which it ends. A door
 * adds how requests are read, and how replies and notices are written.
 */
export abstract class ConnectionGuest<Context extends GuestContext = GuestContext>
  implements Guest, Occupant {
  /** How notices are encoded for it. */
  abstract readonly encoding: Encoding;
  /** Its place at the hub. */
  readonly seat: Seat;

  /** Becomes the occupant of a connection. */
  constructor(readonly connection: Connection, readonly context: Context) {
    this.seat = context.hub.seat(this, connection);
    connection.occupant = this;
  }

  /** Bytes held of a request that has arrived in part. */
  abstract get pendingBytes(): number;

  /** How many requests have arrived whole. */
  abstract get received(): number;

  /** `chat` once it is greeted, or waits to prove a password. */
  get stage(): Stage {
    return this.seat.isGreeted || this.seat.hasKnocked ? "chat" : "opening";
  }

  /** The client's current or last name. */
  get name(): string | undefined {
    return this.seat.name;
  }

  /** Whether so much waits to be sent that others should pause. */
  get isCrowded(): boolean {
    return this.connection.isCrowded;
  }

  /** Takes a reply. */
  abstract reply(reply: Reply): void;

  /** Queues encoded notices. */
  push(bytes: Uint8Array, at?: number): void {
    this.connection.push(bytes, at);
  }

  /** Resolves once it is no longer crowded. */
  whenRelieved(): Promise<void> {
    return this.connection.whenRelieved();
  }

  /** Resolves once all that was queued has been sent. */
  drained(): Promise<void> {
    return this.connection.drained();
  }

  /** Tells the client that its requests are read more slowly. */
  abstract slowed(rate: number): void;

  /** Asks the client whether it is there, if the protocol can. */
  abstract ping(): void;

  /** Ends it after the current request. */
  finish(reason: string): void {
    this.connection.ending ??= reason;
  }

  /** Closes it immediately: its client is on another connection. */
  replaced(): void {
    this.connection.ending ??= "came back on another connection";
    this.connection.destroy();
  }

  /** Closes it because a deadline has passed. The name is held for a client that may come back. */
  expire(why: ErrorBody): void {
    this.leave("lost", why.message);
    this.close(why);
  }

  /** Tells the client why, sends what is queued, and closes. */
  async close(why: ErrorBody): Promise<void> {
    this.connection.ending ??= why.message;
    this.seat.wake();
    this.push(this.farewell(why));
    await this.connection.end();
  }

  /** Disconnects a client that does not read what it is sent. */
  overflow(bytes: number): void {
    if (this.connection.ending !== undefined) return;
    const behind = `${format(bytes, BINARY)} behind`;
    this.connection.ending = `${this.name ?? "the client"} was ${behind}`;
    this.context.metrics.slowClients++;
    this.connection.cut(this.farewell({ code: "too-slow", message: `You were ${behind}` }));
    // Later: a broadcast is running, and leaving starts another one.
    queueMicrotask(() => this.leave("lost", "Took too little of what it was sent"));
  }

  /** Leaves the room: the connection broke during a write. */
  broke(): void {
    this.leave("hung-up", "Connection lost");
  }

  /**
   * Waits for the end of a conversation, and leaves the room. An error ends this conversation only.
   *
   * @param conversation Reads and carries out requests; resolves to why it ended.
   * @returns Why it ended, for the log.
   */
  conclude(conversation: Promise<string>): Promise<string> {
    // Not an async function: its frame would be held as long as the client stays.
    return conversation.then(
      (reason) => this.#left(reason, "Connection closed"),
      (error) => {
        const reason = this.#explain(error);
        return this.#left(reason, reason);
      },
    );
  }

  /**
   * Leaves the room. May be called again, to no effect.
   *
   * @param how Whether the name is held for the client: see {@linkcode Seat.leave}.
   * @param _reason Why, for doors that tell others.
   */
  protected leave(how: "hung-up" | "lost", _reason: string): void {
    this.seat.leave(how);
  }

  /** Encodes the last that the client is sent. */
  protected abstract farewell(why: ErrorBody): Uint8Array;

  /**
   * Tells the client which error ended the conversation.
   *
   * @returns The reason for the log.
   */
  protected abstract endWith(error: unknown): string;

  /** Logs an error that is the server's fault. */
  protected logFault(error: unknown): void {
    const { connection: { address: peer }, name } = this;
    this.context.log({ type: "fault", peer, name, error: `${(error as Error).stack ?? error}` });
  }

  #left(reason: string, told: string): string {
    this.leave("hung-up", told);
    return reason;
  }

  #explain(error: unknown): string {
    const lost = disconnectIn(error);
    if (lost || this.connection.ending !== undefined) return lost ?? "closed";
    return this.endWith(error);
  }
}
