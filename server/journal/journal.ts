import type { ErrorBody, Name } from "../../protocol/mod.ts";
import type { Histogram } from "../observability/histogram.ts";
import type { MemberId, RoomEvent } from "../room/events.ts";
import type { PageQuery, Past, PastPage } from "../room/past.ts";
import type { RoomOptions } from "../room/room_options.ts";
import type { RoomSnapshot } from "../room/snapshot.ts";

/**
 * Takes a numbered event: `seq` is its own number if it is a message, else that of the last message or
 * a greater one.
 *
 * @returns Whether it changed the room; not if something applied since it was proposed conflicts with
 * it.
 */
export type OnApplied = (seq: number, event: RoomEvent) => boolean;

/** One server's room, for a journal that several servers share. */
export interface Replica {
  /** Describes the room. */
  snapshot(): RoomSnapshot;
  /** Gives the room the state of an equal one. */
  restore(snapshot: RoomSnapshot): void;
  /** The connection of the member with a name; none if it is away, or nobody has it. */
  connectionOfName(name: Name): number | undefined;
  /** Tells all guests of this server why, and ends their connections: they count as lost. */
  sendAway(why: ErrorBody): void;
}

/** What a room has to know that several servers share. */
export interface Sharing {
  /** The numbers of members and connections that this server gives are greater than this. */
  readonly numbersAfter: number;
  /** Where the other servers are, as `HOST:PORT`. */
  readonly elsewhere: readonly string[];
  /** How many servers have the room. */
  readonly servers: number;
  /** Whether this server is one of them now. */
  readonly isInside: boolean;
  /** How many events there are that this server has not applied yet. */
  readonly lag: number;
  /** How long events took from this server to the room and back, in seconds. */
  readonly latency: Histogram;
  /** Makes what all of them know a client by, from its secret. */
  tokenOf(secret: string): string;
  /** Makes the id of a member's visit, the same one on all servers. */
  visitOf(member: MemberId): string;
}

/** The options of a room that several servers share. */
export function sharedRoom(
  sharing: Sharing,
): Pick<RoomOptions, "tokenOf" | "visitOf" | "keepsPrivate" | "elsewhere"> {
  return {
    visitOf: (member) => sharing.visitOf(member),
    tokenOf: (secret) => sharing.tokenOf(secret),
    keepsPrivate: false,
    elsewhere: () => sharing.elsewhere,
  };
}

/** Whether messages are being kept, for the metrics. */
export interface Keeping {
  /** Whether the disk takes them. */
  readonly isKeeping: boolean;
  /** How many wait until it does. */
  readonly waiting: number;
}

/** The messages to everyone that a journal still has. */
export interface SearchablePast extends Past {
  /**
   * Finds the newest messages that hold every word of a text.
   *
   * @param text No character of it has a meaning of its own.
   * @throws {ProtocolError} `history-unavailable` if they cannot be read.
   */
  find(text: string, query: PageQuery): Promise<PastPage>;
}

/**
 * Numbers the events of a room, hands them back to be applied, and keeps the messages to everyone.
 * Messages are numbered from 1, in the order in which they are applied.
 */
export interface Journal {
  /** The messages that were proposed and applied. */
  readonly past: SearchablePast;
  /**
   * Proposes an event. It is numbered, applied by {@linkcode Journal.onApplied}, and kept if it is
   * a message to everyone.
   *
   * @returns Undefined if this is done within the call. Otherwise a promise that resolves once it
   * is done, and rejects with a `ProtocolError` if that takes too long: it may be done later.
   */
  propose(event: RoomEvent): Promise<void> | undefined;
  /** Applies an event. The owner of the journal sets it once, before the first proposal. */
  onApplied: OnApplied;
  /** What the room has to know, if several servers share it. */
  readonly sharing?: Sharing;
  /** Begins to share a room; called once, when {@linkcode Journal.onApplied} is set. */
  share?(replica: Replica): void;
  /** Commits what was applied. Called once a tick, before any confirmation is sent. */
  commit?(): void;
  /** How the keeping goes, if the journal keeps anything for longer than the process lives. */
  readonly keeping?: Keeping;
  /** Does what is due from time to time. Call it about once a second. */
  tidy?(): void;
  /** Keeps what is not kept yet, and lets go of what it holds. */
  close?(): Promise<void>;
}
