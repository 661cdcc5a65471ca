import { ProtocolError } from "../../../protocol/mod.ts";
import type { Effect, RoomEventOf } from "../events.ts";
import { Member } from "../member.ts";
import type { RoomState } from "../state.ts";
import { byField } from "../visits.ts";
import { earlier, greet, missed } from "./greeting.ts";
import { type ApplyHandlers, notify } from "./handlers.ts";
import { left, stranded } from "./leaving.ts";
import { arrive } from "./naming.ts";

/** Applies arrivals, returns and departures. */
export function presence(
  state: RoomState,
): ApplyHandlers<"arrived" | "returned" | "left" | "stranded" | "forgotten"> {
  return {
    arrived: (event, seq) => arrived(state, event, seq),
    returned: (event, seq) => returned(state, event, seq),
    left: (event) => left(state, event),
    stranded: (event) => stranded(state, event),
    forgotten({ member: id, at }) {
      const member = state.members.get(id);
      if (member && (state.returns.until(member) ?? Infinity) <= at) state.forget(member);
      state.mailboxes.expire(at);
      return [];
    },
  };
}

function arrived(state: RoomState, event: RoomEventOf<"arrived">, seq: number): Effect[] {
  const { member: id, token, author, secret, origin, name, connection, request, time, last } =
    event;
  const member = new Member(id, token, origin, author);
  member.connection = connection;
  if (name !== undefined) {
    state.roster.checkOwner(name);
    state.roster.take(member, name);
  }
  // It may have asked for something before the room forgot it, and repeat that when it comes back.
  if (last !== undefined) member.outcomes.forgetBefore(request);
  state.members.set(id, member);
  state.returns.add(member);
  const arrival = { time, seq: last ?? seq, like: event.like };
  const announcement = name === undefined ? [] : arrive(state, member, arrival);
  if (secret === undefined) return announcement; // Its server tells it the rest.
  const { about, messages } = last === undefined
    ? earlier(state, event.history ?? 0)
    : missed(state, member, last);
  return [
    greet(state, member, request, seq, { secret, ...about }),
    ...messages.length === 0 ? [] : [{ type: "replay", to: id, messages } as const],
    ...announcement,
  ];
}

function returned(state: RoomState, event: RoomEventOf<"returned">, seq: number): Effect[] {
  const { member: id, connection, secret, time, at } = event;
  const member = state.members.get(id);
  if (!member) throw new ProtocolError("server-busy", "Your visit has just ended: try again");
  const wasAway = member.connection === undefined;
  member.connection = connection;
  state.arrivals++;
  if (wasAway) takeBack(state, member);
  state.mailboxes.expire(at);
  member.outcomes.resume();
  const greeting = secret === undefined ? [] : welcomeBack(state, member, event, seq, secret);
  if (member.name === undefined) member.since = Infinity;
  return [...greeting, ...announceReturn(state, member, { wasAway, time })];
}

/** Answers a client that is back, and sends it what it has missed. */
function welcomeBack(
  state: RoomState,
  member: Member,
  { last, request }: RoomEventOf<"returned">,
  seq: number,
  secret: string,
): Effect[] {
  const { about, messages } = missed(state, member, last);
  return [
    greet(state, member, request, seq, { secret, resumed: true, ...about }),
    { type: "replay", to: member.id, messages },
  ];
}

/** Gives a member its name again, if it was held or nobody else has taken it. */
function takeBack({ roster, returns }: RoomState, member: Member): void {
  returns.back(member);
  const { formerName } = member;
  member.formerName = undefined;
  if (member.name !== undefined) roster.takeBack(member);
  else if (formerName !== undefined && roster.isFree(formerName)) roster.take(member, formerName);
}

function announceReturn(
  state: RoomState,
  member: Member,
  { wasAway, time }: { readonly wasAway: boolean; readonly time: number },
): Effect[] {
  const { id, name } = member;
  if (name === undefined) return [];
  const change: Effect = { type: "name", member: id, change: { type: "resumed", name } };
  if (!wasAway) return [change];
  member.cameAt = time;
  return [
    change,
    notify({ all: "connected" }, { type: "joined", name, time, ...byField(state, id) }),
  ];
}
