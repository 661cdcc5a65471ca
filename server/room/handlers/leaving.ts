import type { Departure, Effect, RoomEventOf } from "../events.ts";
import type { Member } from "../member.ts";
import type { RoomState } from "../state.ts";
import { byField } from "../visits.ts";
import type { Clocks } from "./clocks.ts";
import { accept, type AskHandlers, notify, propose } from "./handlers.ts";

/** Plans a request to leave. */
export function askingToLeave(clocks: Clocks): AskHandlers<"bye"> {
  return {
    bye: ({ id: member, connection }, { id: request }) =>
      propose({ type: "left", member, how: "bye", connection, request, ...clocks() }),
  };
}

/** Applies the end of a connection, whatever the reason. */
export function left(state: RoomState, event: RoomEventOf<"left">): Effect[] {
  const { member: id, how, connection, request, reason, time, at } = event;
  const member = state.members.get(id);
  if (!member || member.connection !== (connection ?? member.connection)) return [];
  const { name } = member;
  leaveRoom(state, member, how, at);
  return [
    ...name === undefined ? [] : [notify({ all: "connected", except: id }, {
      type: "left",
      name,
      time,
      ...reason === undefined ? {} : { removed: reason },
      ...byField(state, id),
    })],
    ...request === undefined ? [] : [
      accept<"bye">(id, request, {}),
      { type: "close", member: id, reason: "said goodbye" } as const,
    ],
  ];
}

/** Applies the end of a server: whoever was on it may come back to another one. */
export function stranded(state: RoomState, event: RoomEventOf<"stranded">): Effect[] {
  const { from, below, time, at } = event;
  // Not in the order of the map, which may be another one on another server.
  return Array.from(state.members.values())
    .filter(({ connection = -1 }) => connection >= from && connection < below)
    .sort((a, b) => a.id - b.id)
    .flatMap(({ id: member }) => left(state, { type: "left", member, how: "lost", time, at }));
}

/** Frees the name or holds it, and remembers the client if it may come back. */
function leaveRoom(state: RoomState, member: Member, how: Departure, at: number): void {
  const { roster, returns } = state;
  member.connection = undefined;
  if (how === "bye" || how === "removed" || !member.wasNamed) return state.forget(member);
  if (how === "lost" && member.name !== undefined) {
    roster.hold(member);
  } else {
    member.formerName = member.name;
    roster.release(member);
  }
  returns.away(member, at);
}
