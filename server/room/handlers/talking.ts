import { checkText, type Name, normalizeName, ProtocolError } from "../../../protocol/mod.ts";
import { SERVER_MEMBER } from "../server_member.ts";
import type { RoomState } from "../state.ts";
import { byField, byOnce } from "../visits.ts";
import type { Clocks } from "./clocks.ts";
import { accept, type ApplyHandlers, type AskHandlers, notify, propose } from "./handlers.ts";

/** Plans requests to send a message. */
export function askingToTalk(
  { roster, keepsPrivate }: RoomState,
  clocks: Clocks,
): AskHandlers<"say" | "tell"> {
  return {
    say(member, request) {
      const text = checkText(request.text);
      const key = member.outcomes.keyOf(request);
      const { id, author, name } = member;
      const said = { type: "said", member: id, author, from: name!, text } as const;
      return propose({ ...said, request: key, ...clocks() });
    },
    tell(member, request) {
      const text = checkText(request.text);
      const to = normalizeName(request.to);
      const receiver = roster.find(to);
      if (!keepsPrivate && receiver.connection === undefined) throw isAway(to);
      const key = member.outcomes.keyOf(request);
      const from = member.name!;
      return propose({
        type: "told",
        member: member.id,
        request: key,
        from,
        to,
        text,
        ...clocks(),
      });
    },
  };
}

/** Says that somebody is away, in a room that keeps no private messages. */
function isAway(name: Name): ProtocolError {
  return new ProtocolError("no-such-user", `${name} is away, and may come back`);
}

/** Applies messages. */
export function talking(state: RoomState): ApplyHandlers<"said" | "told"> {
  const { roster, mailboxes, outcomes, returns } = state;
  return {
    said({ member: id, request, from, text, time }, seq) {
      const message = { type: "message", from, text, time, seq } as const;
      const to = { all: "named", except: id } as const;
      if (id === SERVER_MEMBER) return [notify(to, message)];
      const member = state.present(id);
      if (member.name !== from) {
        throw new ProtocolError("not-named", `You are not ${from} any more`);
      }
      const { by } = byOnce(state, member);
      const told = notify(to, by === undefined ? message : { ...message, by });
      outcomes.note(member.outcomes, request);
      return [told, accept<"say">(id, request.id, {})];
    },
    told({ member: id, request, from, to: name, text, time, at, isDelivered }, seq) {
      const member = state.present(id);
      if (isDelivered) {
        outcomes.note(member.outcomes, request);
        return [accept<"tell">(id, request.id, {})];
      }
      const to = roster.find(name);
      const message = {
        type: "message",
        from,
        text,
        private: true,
        time,
        seq,
        ...byField(state, id),
      } as const;
      if (state.keepsPrivate) mailboxes.put(to.mailbox, message, member.origin, at);
      const until = to.connection === undefined ? returns.until(to) : undefined;
      const ok = until === undefined ? undefined : { awayUntil: time + Math.ceil(until - at) };
      outcomes.note(member.outcomes, request, ok);
      const delivery = ok ? [] : [notify({ only: to.id }, message)];
      return [...delivery, accept<"tell">(id, request.id, ok ?? {})];
    },
  };
}
