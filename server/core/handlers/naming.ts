import { ProtocolError, type Request } from "../../../protocol/mod.ts";
import type { Effect, Session } from "../effects.ts";
import { answer, arrival, type Chat, type Handlers, toAll } from "./handlers.ts";

/** Taking a name, changing it, giving it back. */
export function naming(chat: Chat): Handlers<"login" | "name" | "logout"> {
  return {
    login(session, request) {
      if (session.name === undefined) return takeName(chat, session, request);
      throw new ProtocolError("already-named", `You are ${session.name} already`);
    },
    name: (session, request) => takeName(chat, session, request),
    logout: (session, { id }) => giveBack(chat, session, id),
  };
}

function takeName(
  chat: Chat,
  session: Session,
  { id, name: wanted }: Request<"name" | "login">,
): Effect[] {
  const from = session.name;
  const name = chat.room.take(session, wanted);
  const reply = answer<"name">(session, id, { name });
  if (from === undefined) return [reply, ...arrival(chat, session)];
  if (from === name) return [reply];
  return [
    reply,
    toAll(chat, { type: "renamed", from, to: name, time: chat.now() }),
    { type: "log", session, event: { type: "renamed", name, from } },
  ];
}

function giveBack(chat: Chat, session: Session, id: number): Effect[] {
  const { name } = session;
  if (name === undefined) throw new ProtocolError("not-named", "You have no name to give back");
  chat.room.release(session);
  chat.resumption.unnamed(session);
  return [
    answer<"logout">(session, id, {}),
    toAll(chat, { type: "left", name, time: chat.now() }, session),
    { type: "log", session, event: { type: "unnamed", from: name } },
  ];
}
