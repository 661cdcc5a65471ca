/**
 * The events of a room, and their effects, as plain data.
 *
 * @module
 */
import type { Name, Notice, Reply } from "../../protocol/mod.ts";

/** Number of a member. It stays the same over all connections of its conversation. */
export type MemberId = number;

/**
 * How a conversation lost its connection: the client said `bye`; its stream ended (FIN or RST); or
 * the server gave the connection up, because the client was silent or too slow.
 */
export type Departure = "bye" | "hung-up" | "lost" | "removed";

/** Identifies a request that changes the room, so that a repetition is recognized. */
export interface RequestKey {
  /** The request's id. */
  readonly id: number;
  /** Digest of the request, 30 bits: see `digestOf`. */
  readonly digest: number;
  /** How many times its client had come back by then; absent for none. */
  readonly returns?: number;
}

/** The fields of every event. */
export interface EventBase {
  /** The conversation that it concerns. */
  readonly member: MemberId;
  /** When it was proposed, in ms since 1970 UTC: to be shown. */
  readonly time: number;
  /** When it was proposed, by a monotonic clock in ms, for periods. */
  readonly at: number;
}

/** The fields of events that open or continue a conversation on a connection. */
export interface OpeningBase extends EventBase {
  /** The id of the `hello`. */
  readonly request: number;
  /** Number of the connection. */
  readonly connection: number;
}

/** Something that happens in a room. The room changes only by applying events. */
export type RoomEvent =
  /** A new client said `hello`. */
  | OpeningBase & {
    readonly type: "arrived";
    /** What the room knows the client by that comes back: its secret, or a digest of it. */
    readonly token: string;
    /** Who its messages are by, as `authorOf` names the client. */
    readonly author: number;
    /** The secret that it can come back with; missing if it is on another server. */
    readonly secret?: string;
    /** The address or network that it comes from. */
    readonly origin: string;
    /** The name that it takes, if any. */
    readonly name?: Name;
    /** A name in use that it looks like. */
    readonly like?: Name;
    /** Number of the last message that it has, if it was in this room before. */
    readonly last?: number;
    /** How many earlier messages it asks for. */
    readonly history?: number;
  }
  /** A client said `hello` with the secret of its earlier connection. */
  | OpeningBase & {
    readonly type: "returned";
    /** Number of the last message that it has. */
    readonly last: number;
    /** The secret that it came with; missing if it is on another server. */
    readonly secret?: string;
  }
  /** A client takes a first name, or changes it. */
  | EventBase & {
    readonly type: "named";
    readonly request: RequestKey;
    readonly name: Name;
    readonly like?: Name;
  }
  /** A client gives its name back. */
  | EventBase & { readonly type: "unnamed"; readonly request: RequestKey }
  /** A client sends a message to everyone else. */
  | EventBase & {
    readonly type: "said";
    readonly request: RequestKey;
    /** Who says it, as `authorOf` names the client. */
    readonly author: number;
    readonly from: Name;
    readonly text: string;
  }
  /** A client sends a private message. */
  | EventBase & {
    readonly type: "told";
    readonly request: RequestKey;
    readonly from: Name;
    readonly to: Name;
    readonly text: string;
    /** Whether another server has given it to its receiver: then only the sender is answered. */
    readonly isDelivered?: boolean;
  }
  /** A conversation lost its connection. */
  | EventBase & {
    readonly type: "left";
    readonly how: Departure;
    /** Which connection that was: nothing happens if the client is on another one by now. */
    readonly connection?: number;
    /** Why the operator removed it, if that is so. */
    readonly reason?: string;
    /** The id of the `bye`, if there was one. */
    readonly request?: number;
  }
  /** The connections with these numbers were lost, as the server is gone that they were on. */
  | EventBase & {
    readonly type: "stranded";
    /** The least of the numbers. */
    readonly from: number;
    /** All are below this. */
    readonly below: number;
  }
  /** A client that was away can no longer come back. */
  | EventBase & { readonly type: "forgotten" };

/** An event of one type. */
export type RoomEventOf<T extends RoomEvent["type"]> = Extract<RoomEvent, { readonly type: T }>;

/** Who gets a notice: everyone who said `hello`, everyone with a name, or one member. */
export type Audience =
  | { readonly all: "connected" | "named"; readonly except?: MemberId }
  | { readonly only: MemberId };

/** What happened to a client's name. */
export type NameChange =
  | { readonly type: "named"; readonly name: string }
  | { readonly type: "resumed"; readonly name: string }
  | { readonly type: "renamed"; readonly name: string; readonly from: string }
  | { readonly type: "unnamed"; readonly from: string };

/** An effect of an event. Effects are performed in order; the room itself performs none. */
export type Effect =
  /** Answer one client. */
  | { readonly type: "reply"; readonly to: MemberId; readonly reply: Reply }
  /** Tell an audience. */
  | { readonly type: "notice"; readonly to: Audience; readonly notice: Notice }
  /** Send one client what it missed or asked for, before anything that happens later. */
  | { readonly type: "replay"; readonly to: MemberId; readonly messages: readonly ChatMessage[] }
  /** Note what became of a client's name. */
  | { readonly type: "name"; readonly member: MemberId; readonly change: NameChange }
  /** Send what is queued for a client, then close its connection. */
  | { readonly type: "close"; readonly member: MemberId; readonly reason: string };

/** A message as its receivers see it. */
export type ChatMessage = Notice<"message">;
