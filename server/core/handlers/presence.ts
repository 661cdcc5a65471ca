import {
  checkVersion,
  PROTOCOL_VERSION,
  type Request,
  type Result,
} from "../../../protocol/mod.ts";
import type { Effect, Session } from "../effects.ts";
import type { Visit } from "../visit.ts";
import { answer, arrival, type Chat, type Handlers, toAll } from "./handlers.ts";

/** Coming, coming back and going. */
export function presence(chat: Chat): Handlers<"hello" | "bye"> {
  return {
    hello: (session, request) => hello(chat, session, request),
    bye: (session, { id }) => [
      ...leave(chat, session, true),
      answer<"bye">(session, id, {}),
      { type: "close", session, reason: "said goodbye" },
    ],
  };
}

/**
 * Ends a conversation, however it came to its end. Its client may come back, unless it said so.
 *
 * @param forGood Whether the client will not come back.
 * @returns The notice to those who stay, if the client had a name.
 */
export function leave(chat: Chat, session: Session, forGood: boolean): Effect[] {
  const { name } = session;
  chat.resumption.leave(session, forGood);
  chat.room.leave(session);
  return name === undefined ? [] : [toAll(chat, { type: "left", name, time: chat.now() })];
}

function hello(chat: Chat, session: Session, request: Request<"hello">): Effect[] {
  checkVersion(request.version);
  const { id, name, secret } = request;
  const visit = secret === undefined ? undefined : chat.resumption.find(secret);
  if (visit) return comeBack(chat, session, visit, request);
  if (name !== undefined) chat.room.take(session, name);
  chat.room.enter(session);
  const reply = greet(chat, session, id, { secret: chat.resumption.begin(session) });
  return [reply, ...(name === undefined ? [] : arrival(chat, session))];
}

/** Goes on with a client that has come back. */
function comeBack(
  chat: Chat,
  session: Session,
  visit: Visit,
  { id, secret, last = 0 }: Request<"hello">,
): Effect[] {
  const old = visit.session;
  if (old) replace(chat, old, session);
  else takeBack(chat, session, visit.name);
  const { messages, older } = chat.resumption.resume(visit, session, last);
  const about = { secret: secret!, resumed: true, missed: messages.length, older };
  return [
    ...(old ? [{ type: "replace", session: old } as const] : []),
    greet(chat, session, id, about),
    ...messages.map((notice) => ({ type: "notice", to: [session], notice } as const)),
    ...announceReturn(chat, session, old !== undefined),
  ];
}

/** The old connection still seems to live: the new one takes its place, and nobody notices. */
function replace(chat: Chat, old: Session, session: Session): void {
  chat.room.replace(old, session);
  old.replaced = true;
  old.visit = undefined;
}

/** The old connection has ended, and others were told: its name is taken again if it is free. */
function takeBack({ room }: Chat, session: Session, name: string | undefined): void {
  room.enter(session);
  if (name !== undefined && !room.has(name)) room.take(session, name);
}

function announceReturn(chat: Chat, session: Session, unnoticed: boolean): Effect[] {
  const { name } = session;
  if (name === undefined) return [];
  const log: Effect = { type: "log", session, event: { type: "resumed", name } };
  return unnoticed ? [log] : [toAll(chat, { type: "joined", name, time: chat.now() }), log];
}

function greet(
  { room, resumption: { seq }, welcome: words }: Chat,
  session: Session,
  id: number,
  more: Pick<Result<"hello">, "secret" | "resumed" | "missed" | "older">,
): Effect {
  session.greeted = true;
  const { name } = session;
  const welcome = words(name, room.members.size);
  return answer<"hello">(session, id, { version: PROTOCOL_VERSION, welcome, name, seq, ...more });
}
