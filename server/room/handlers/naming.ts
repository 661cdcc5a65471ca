import { checkName, type Name, ProtocolError } from "../../../protocol/mod.ts";
import type { Effect } from "../events.ts";
import type { Member } from "../member.ts";
import type { RoomState } from "../state.ts";
import { byField } from "../visits.ts";
import type { Clocks } from "./clocks.ts";
import { accept, type ApplyHandlers, type AskHandlers, notify, propose } from "./handlers.ts";

/** Plans requests to take a name, change it, or give it back. */
export function askingForNames(
  { roster }: RoomState,
  clocks: Clocks,
): AskHandlers<"login" | "name" | "logout"> {
  const take = (member: Member, request: Parameters<AskHandlers<"name" | "login">["name"]>[1]) => {
    const name = checkName(request.name);
    roster.check(name, member);
    const key = member.outcomes.keyOf(request);
    const like = roster.likeOf(name, member);
    return propose({
      type: "named",
      member: member.id,
      request: key,
      name,
      ...like === undefined ? {} : { like },
      ...clocks(),
    });
  };
  return {
    login(member, request) {
      if (member.name === undefined) return take(member, { ...request, type: "name" });
      throw new ProtocolError("already-named", `You are ${member.name} already`);
    },
    name: take,
    logout(member, request) {
      if (member.name === undefined) {
        throw nameless();
      }
      const key = member.outcomes.keyOf(request);
      return propose({ type: "unnamed", member: member.id, request: key, ...clocks() });
    },
  };
}

/** Applies changes of names. */
export function naming(state: RoomState): ApplyHandlers<"named" | "unnamed"> {
  const { roster, outcomes, mailboxes } = state;
  return {
    named({ member: id, request, name, like, time }, seq) {
      const member = state.present(id);
      const from = member.name;
      roster.checkOwner(name, member);
      roster.take(member, name);
      outcomes.note(member.outcomes, request, { name });
      const reply = accept<"name">(id, request.id, { name });
      if (from === name) return [reply];
      if (from === undefined) return [reply, ...arrive(state, member, { time, seq, like })];
      return [
        reply,
        { type: "name", member: id, change: { type: "renamed", name, from } },
        notify({ all: "connected" }, {
          type: "renamed",
          from,
          to: name,
          time,
          ...like === undefined ? {} : { like },
          ...byField(state, id),
        }),
      ];
    },
    unnamed({ member: id, request, time }) {
      const member = state.present(id);
      const { name } = member;
      if (name === undefined) throw nameless();
      roster.release(member);
      member.since = Infinity;
      mailboxes.empty(member.mailbox);
      outcomes.note(member.outcomes, request);
      return [
        accept<"logout">(id, request.id, {}),
        { type: "name", member: id, change: { type: "unnamed", from: name } },
        notify({ all: "connected", except: id }, {
          type: "left",
          name,
          time,
          ...byField(state, id),
        }),
      ];
    },
  };
}

function nameless(): ProtocolError {
  return new ProtocolError("not-named", "You have no name to give back");
}

/** When somebody takes a first name. */
export interface Arrival {
  /** In ms since 1970 UTC. */
  readonly time: number;
  /** Number of the last message: those said from now on concern the member. */
  readonly seq: number;
  /** A name in use that it looks like. */
  readonly like?: Name;
}

/** Announces that somebody has taken a first name. */
export function arrive(
  state: RoomState,
  member: Member,
  { time, seq, like }: Arrival,
): Effect[] {
  const name = member.name!;
  member.since = seq;
  member.cameAt = time;
  member.toldAt = ++state.arrivals;
  return [
    { type: "name", member: member.id, change: { type: "named", name } },
    notify({ all: "connected" }, {
      type: "joined",
      name,
      time,
      ...like === undefined ? {} : { like },
      ...byField(state, member.id),
    }),
  ];
}
