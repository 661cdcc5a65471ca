/**
 * What the handlers have in common. A request is asked first: it is answered, refused, or becomes an
 * event. The event is applied later, once the journal has numbered it.
 *
 * @module
 */
import type { Notice, Reply, Request, RequestType, Result } from "../../../protocol/mod.ts";
import type { Audience, Effect, MemberId, RoomEvent, RoomEventOf } from "../events.ts";
import type { Member } from "../member.ts";

/** Who makes a request: a connection, and its conversation once it is greeted. */
export interface Requester {
  /** Number of the connection. */
  readonly connection: number;
  /** The address or network that it comes from. */
  readonly origin: string;
  /** Its conversation; none before `hello`. */
  readonly member?: MemberId;
}

/** What a request leads to. */
export type Plan =
  /** Propose this event to the journal. */
  | { readonly type: "propose"; readonly event: RoomEvent }
  /** Answer at once. */
  | { readonly type: "answer"; readonly reply: Reply }
  /** Answer with a page of the shared folder. */
  | { readonly type: "list-files"; readonly id: number; readonly from: number }
  /** Answer with a ticket for a shared file. */
  | { readonly type: "grant"; readonly id: number; readonly name: string };

/** What each of these requests leads to. A `ProtocolError` that is thrown refuses the request. */
export type AskHandlers<T extends RequestType = RequestType> = {
  readonly [K in T]: (member: Member, request: Request<K>) => Plan;
};

/** What follows from each of these events. */
export type ApplyHandlers<T extends RoomEvent["type"] = RoomEvent["type"]> = {
  readonly [K in T]: (event: RoomEventOf<K>, seq: number) => Effect[];
};

/** Plans to propose an event. */
export function propose(event: RoomEvent): Plan {
  return { type: "propose", event };
}

/** Plans to answer at once. */
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
