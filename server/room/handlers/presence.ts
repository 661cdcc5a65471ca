import {
  checkVersion,
  PROTOCOL_VERSION,
  type Request,
  type Result,
} from "../../../protocol/mod.ts";
import type { ChatMessage, Departure, Effect, RoomEventOf } from "../events.ts";
import { Member } from "../member.ts";
import type { RoomState } from "../state.ts";
import type { Clocks } from "./clocks.ts";
import {
  accept,
  type ApplyHandlers,
  type AskHandlers,
  notify,
  type Plan,
  propose,
  type Requester,
} from "./handlers.ts";
import { arrive } from "./naming.ts";

/** Makes what a newcomer needs that nobody else has. */
export interface Newcomers {
  /** Makes a secret: a string that nobody can guess, another one at each call. */
  readonly secret: () => string;
  /** Makes the number of a conversation, another one at each call. */
  readonly id: () => number;
}

/** Asks to open a conversation, or to go on with one. */
export function askToEnter(
  { roster, returns }: RoomState,
  clocks: Clocks,
  newcomers: Newcomers,
): (requester: Requester, request: Request<"hello">) => Plan {
  return ({ connection, origin }, request) => {
    checkVersion(request.version);
    const { id, secret, name, last = 0 } = request;
    const opening = { request: id, connection, ...clocks() };
    const known = secret === undefined ? undefined : returns.find(secret, opening.at);
    if (known) return propose({ type: "returned", member: known.id, last, ...opening });
    return propose({
      type: "arrived",
      member: newcomers.id(),
      secret: newcomers.secret(),
      origin,
      ...name === undefined ? {} : { name: roster.check(name) },
      ...opening,
    });
  };
}

/** Asks to leave. */
export function askingToLeave(clocks: Clocks): AskHandlers<"bye"> {
  return {
    bye: ({ id: member }, { id: request }) =>
      propose({ type: "left", member, how: "bye", request, ...clocks() }),
  };
}

/** Applies coming, coming back and going. */
export function presence(
  state: RoomState,
): ApplyHandlers<"arrived" | "returned" | "left" | "forgotten"> {
  return {
    arrived: (event, seq) => arrived(state, event, seq),
    returned: (event, seq) => returned(state, event, seq),
    left: (event) => left(state, event),
    forgotten({ member: id, at }) {
      const member = state.members.get(id);
      if (member && member.connection === undefined) state.forget(member);
      state.mailboxes.expire(at);
      return [];
    },
  };
}

function arrived(state: RoomState, event: RoomEventOf<"arrived">, seq: number): Effect[] {
  const { member: id, secret, origin, name, connection, request, time } = event;
  const member = new Member(id, secret, origin);
  member.connection = connection;
  if (name !== undefined) state.roster.take(member, state.roster.check(name));
  state.members.set(id, member);
  state.returns.add(member);
  const greeting = greet(state, member, request, seq, { secret });
  return [greeting, ...(name === undefined ? [] : arrive(member, time, seq))];
}

function returned(state: RoomState, event: RoomEventOf<"returned">, seq: number): Effect[] {
  const { member: id, connection, last, request, time, at } = event;
  const member = state.members.get(id)!;
  const wasAway = member.connection === undefined;
  member.connection = connection;
  if (wasAway) takeBack(state, member);
  state.mailboxes.expire(at);
  const { messages, older } = missedBy(state, member, last);
  if (member.name === undefined) member.since = Infinity;
  member.outcomes.resume();
  const about = { secret: member.secret, resumed: true, missed: messages.length, older };
  return [
    greet(state, member, request, seq, about),
    { type: "replay", to: id, messages },
    ...announceReturn(member, wasAway, time),
  ];
}

/** Gives a member its name again: one that was held, or one that nobody has taken meanwhile. */
function takeBack({ roster, returns }: RoomState, member: Member): void {
  returns.back(member);
  const { formerName } = member;
  member.formerName = undefined;
  if (member.name !== undefined) roster.takeBack(member);
  else if (formerName !== undefined && roster.isFree(formerName)) roster.take(member, formerName);
}

/** What was said since a number, oldest first, and whether there was more that is not kept. */
function missedBy(
  { past, mailboxes }: RoomState,
  member: Member,
  last: number,
): { messages: ChatMessage[]; older: boolean } {
  const since = Math.max(last, member.since);
  const messages = [
    ...(since === Infinity ? [] : past.after(since, member.id)),
    ...mailboxes.after(member.mailbox, last),
  ].sort((a, b) => a.seq - b.seq);
  const older = past.forgotten(member.id) > since || member.mailbox.forgotten > last;
  return { messages, older };
}

function announceReturn(member: Member, wasAway: boolean, time: number): Effect[] {
  const { id, name } = member;
  if (name === undefined) return [];
  const change: Effect = { type: "name", member: id, change: { type: "resumed", name } };
  return wasAway
    ? [change, notify({ all: "connected" }, { type: "joined", name, time })]
    : [change];
}

/** Applies the end of a connection, however it came. */
function left(state: RoomState, event: RoomEventOf<"left">): Effect[] {
  const { member: id, how, request, time, at } = event;
  const member = state.members.get(id)!;
  const { name } = member;
  leaveRoom(state, member, how, at);
  return [
    ...name === undefined ? [] : [notify({ all: "connected", except: id }, {
      type: "left",
      name,
      time,
    })],
    ...request === undefined ? [] : [
      accept<"bye">(id, request, {}),
      { type: "close", member: id, reason: "said goodbye" } as const,
    ],
  ];
}

/** Frees the name or holds it, and remembers the client if it may come back. */
function leaveRoom(state: RoomState, member: Member, how: Departure, at: number): void {
  const { roster, returns } = state;
  member.connection = undefined;
  if (how === "bye" || !member.wasNamed) return state.forget(member);
  if (how === "lost" && member.name !== undefined) {
    roster.hold(member);
  } else {
    member.formerName = member.name;
    roster.release(member);
  }
  returns.away(member, at);
}

function greet(
  { roster, welcome: words }: RoomState,
  { id, name }: Member,
  request: number,
  seq: number,
  more: Pick<Result<"hello">, "secret" | "resumed" | "missed" | "older">,
): Effect {
  const welcome = words(name, roster.size);
  return accept<"hello">(id, request, { version: PROTOCOL_VERSION, welcome, name, seq, ...more });
}
