/**
 * What happens in a room, and what follows from it, as plain data.
 *
 * @module
 */
import type { Notice, Reply } from "../../protocol/mod.ts";

/** Number of a conversation; it keeps it over all the connections that the client comes back on. */
export type MemberId = number;

/**
 * How a conversation lost its connection: the client said `bye`; its stream ended (FIN or RST); or
 * the server gave the connection up, because the client was silent or too slow.
 */
export type Departure = "bye" | "hung-up" | "lost";

/** Names a request that changes the room, so that a repetition of it is known. */
export interface RequestKey {
  /** The request's id. */
  readonly id: number;
  /** Digest of what it asks, 30 bits: see `digestOf`. */
  readonly digest: number;
}

/** What every event says: whom it concerns and when it was proposed. */
interface EventBase {
  /** The conversation that it concerns. */
  readonly member: MemberId;
  /** When it was proposed, in ms since 1970 UTC: to be shown. */
  readonly time: number;
  /** When it was proposed, in ms of a clock that nobody sets: for periods. */
  readonly at: number;
}

/** What an event that opens a connection's conversation says of that connection. */
interface OpeningBase extends EventBase {
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
    /** What the client can come back with. */
    readonly secret: string;
    /** The address or network that it comes from. */
    readonly origin: string;
    /** The name that it takes, if any. */
    readonly name?: string;
  }
  /** A client said `hello` with the secret of its earlier connection. */
  | OpeningBase & {
    readonly type: "returned";
    /** Number of the last message that it has. */
    readonly last: number;
  }
  /** A client takes a first name, or changes it. */
  | EventBase & { readonly type: "named"; readonly request: RequestKey; readonly name: string }
  /** A client gives its name back. */
  | EventBase & { readonly type: "unnamed"; readonly request: RequestKey }
  /** A client says something to everyone else. */
  | EventBase & {
    readonly type: "said";
    readonly request: RequestKey;
    readonly from: string;
    readonly text: string;
  }
  /** A client says something to one other. */
  | EventBase & {
    readonly type: "told";
    readonly request: RequestKey;
    readonly from: string;
    readonly to: string;
    readonly text: string;
  }
  /** A conversation lost its connection. */
  | EventBase & {
    readonly type: "left";
    readonly how: Departure;
    /** The id of the `bye`, if there was one. */
    readonly request?: number;
  }
  /** A client that was away can come back no more. */
  | EventBase & { readonly type: "forgotten" };

/** An event of one type. */
export type RoomEventOf<T extends RoomEvent["type"]> = Extract<RoomEvent, { readonly type: T }>;

/** Whom a notice concerns: all who said `hello`, all with a name, or one. */
export type Audience =
  | { readonly all: "connected" | "named"; readonly except?: MemberId }
  | { readonly only: MemberId };

/** What happened to a client's name. */
export type NameChange =
  | { readonly type: "named"; readonly name: string }
  | { readonly type: "resumed"; readonly name: string }
  | { readonly type: "renamed"; readonly name: string; readonly from: string }
  | { readonly type: "unnamed"; readonly from: string };

/** What follows from an event, to be done in order. The room itself touches nothing outside it. */
export type Effect =
  /** Answer one client. */
  | { readonly type: "reply"; readonly to: MemberId; readonly reply: Reply }
  /** Tell an audience. */
  | { readonly type: "notice"; readonly to: Audience; readonly notice: Notice }
  /** Send one client what it missed, before anything that happens later. */
  | { readonly type: "replay"; readonly to: MemberId; readonly messages: readonly ChatMessage[] }
  /** Note what became of a client's name. */
  | { readonly type: "name"; readonly member: MemberId; readonly change: NameChange }
  /** Send what is queued for a client, then close its connection. */
  | { readonly type: "close"; readonly member: MemberId; readonly reason: string };

/** A message as its receivers see it. */
export type ChatMessage = Notice<"message">;
