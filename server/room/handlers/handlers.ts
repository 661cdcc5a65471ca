/**
 * What the handlers have in common. A request is first planned: it is answered, refused, or becomes
 * an event. The event is applied later, once the journal has numbered it.
 *
 * @module
 */
import type { Notice, Reply, Request, RequestType, Result } from "../../../protocol/mod.ts";
import type { Audience, Effect, MemberId, RoomEvent, RoomEventOf } from "../events.ts";
import type { Member } from "../member.ts";
import type { PageQuery } from "../past.ts";

/** The sender of a request: a connection, and its member once it is greeted. */
export interface Requester {
  /** Number of the connection. */
  readonly connection: number;
  /** The address or network it comes from. */
  readonly origin: string;
  /** Whether it has not passed the server's password: then it can only come back. */
  readonly isStranger?: boolean;
  /** Its member; undefined before `hello`. */
  readonly member?: MemberId;
}

/** What a request leads to. */
export type Plan =
  /** Propose this event to the journal. */
  | { readonly type: "propose"; readonly event: RoomEvent }
  /** Answer at once. */
  | { readonly type: "answer"; readonly reply: Reply }
  /** Answer with a page of earlier messages. */
  | { readonly type: "read-past"; readonly id: number; readonly query: PageQuery }
  /** Answer with the earlier messages that hold every word of a text. */
  | {
    readonly type: "search-past";
    readonly id: number;
    readonly text: string;
    readonly query: PageQuery;
  }
  /** Answer with a page of the shared folder. */
  | { readonly type: "list-files"; readonly id: number; readonly from: number }
  /** Answer with a ticket for a shared file. */
  | { readonly type: "grant"; readonly id: number; readonly name: string };

/** Plans what each of these requests leads to. A thrown `ProtocolError` refuses the request. */
export type AskHandlers<T extends RequestType = RequestType> = {
  readonly [K in T]: (member: Member, request: Request<K>) => Plan;
};

/** Applies each of these events and returns its effects. */
export type ApplyHandlers<T extends RoomEvent["type"] = RoomEvent["type"]> = {
  readonly [K in T]: (event: RoomEventOf<K>, seq: number) => Effect[];
};

/** Plans to propose an event. */
export function propose(event: RoomEvent): Plan {
  return { type: "propose", event };
}

/** Plans to answer immediately. */
export function answer<T extends RequestType>(id: number, ok: Result<T>): Plan {
  return { type: "answer", reply: { id, ok } };
}

/** Answers that a request succeeded. */
export function accept<T extends RequestType>(to: MemberId, id: number, ok: Result<T>): Effect {
  return { type: "reply", to, reply: { id, ok } };
}

/** Tells an audience. */
export function notify(to: Audience, notice: Notice): Effect {
  return { type: "notice", to, notice };
}
