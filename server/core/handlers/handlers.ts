/**
 * What the handlers of requests have in common.
 *
 * @module
 */
import type { Notice, Request, RequestType, Result } from "../../../protocol/mod.ts";
import type { Effect, Session } from "../effects.ts";
import type { Resumption } from "../resumption.ts";
import type { Room } from "../room.ts";
import type { Welcome } from "../welcome.ts";

/** What the handlers share: who is here, and what is remembered of them. */
export interface Chat {
  /** Who is here. */
  readonly room: Room;
  /** What those need who come back. */
  readonly resumption: Resumption;
  /** What a newcomer is greeted with. */
  readonly welcome: Welcome;
  /** The time, in ms since 1970 UTC. */
  readonly now: () => number;
}

/** What each of these requests leads to. What it throws as a `ProtocolError` refuses the request. */
export type Handlers<T extends RequestType = RequestType> = {
  readonly [K in T]: (session: Session, request: Request<K>) => Effect[];
};

/** Answers that a request succeeded. */
export function answer<T extends RequestType>(to: Session, id: number, ok: Result<T>): Effect {
  return { type: "reply", to, reply: { id, ok } };
}

/** Tells everyone, or everyone but one. */
export function toAll({ room }: Chat, notice: Notice, except?: Session): Effect {
  return { type: "notice", to: but(except, room.connected), notice };
}

/** Announces that somebody has taken a first name. */
export function arrival(chat: Chat, session: Session): Effect[] {
  chat.resumption.named(session);
  const name = session.name!;
  return [
    toAll(chat, { type: "joined", name, time: chat.now() }),
    { type: "log", session, event: { type: "named", name } },
  ];
}

/** All sessions but one. */
export function but(except: Session | undefined, sessions: Iterable<Session>): Session[] {
  const others: Session[] = [];
  for (const session of sessions) if (session !== except) others.push(session);
  return others;
}
