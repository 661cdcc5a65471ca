import {
  checkName,
  checkVersion,
  PROTOCOL_VERSION,
  ProtocolError,
  type Request,
  type Result,
} from "../../../protocol/mod.ts";
import { authorOf } from "../author_of.ts";
import type { ChatMessage, Departure, Effect, RoomEventOf } from "../events.ts";
import { Member } from "../member.ts";
import { asEarlier, type PageQuery, type Past, type PastPage } from "../past.ts";
import type { RoomState } from "../state.ts";
import { byField } from "../visits.ts";
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
import { pageQuery } from "./page_query.ts";

/** Least and most characters of a secret that a client may go on under; ours have 36. */
const SECRET_CHARS = [32, 64] as const;

/** Makes the number and the secret of a newcomer. */
export interface Newcomers {
  /** Makes a secret: an unguessable string, a new one at each call. */
  readonly secret: () => string;
  /** Makes the number of a member, a new one at each call. */
  readonly id: () => number;
}

/** What {@linkcode askToEnter} makes of newcomers. */
export interface Entering extends Newcomers {
  /** Makes what the room knows a client by that comes back, from its secret. */
  readonly tokenOf: (secret: string) => string;
}

/** Plans a request to open or continue a conversation. */
export function askToEnter(
  { roster, returns, past }: RoomState,
  clocks: Clocks,
  newcomers: Entering,
): (requester: Requester, request: Request<"hello">) => Plan {
  return ({ connection, origin, isStranger = false }, request) => {
    checkVersion(request.version);
    const { id, secret, last = 0, history } = request;
    const opening = { request: id, connection, ...clocks() };
    const known = secret && returns.find(newcomers.tokenOf(secret), opening.at);
    if (known) return propose({ type: "returned", member: known.id, secret, last, ...opening });
    if (isStranger) throw new ProtocolError("password-needed", "This server asks for a password");
    const name = request.name === undefined ? undefined : checkName(request.name);
    if (name !== undefined) roster.check(name);
    const like = name === undefined ? undefined : roster.likeOf(name);
    const wasHere = request.room === past.room && last <= past.seq;
    const own = wasHere && isSecret(secret) ? secret : newcomers.secret();
    return propose({
      type: "arrived",
      member: newcomers.id(),
      token: newcomers.tokenOf(own),
      author: authorOf(own),
      secret: own,
      origin,
      ...name === undefined ? {} : { name },
      ...like === undefined ? {} : { like },
      ...wasHere ? { last } : {},
      ...history === undefined ? {} : { history },
      ...opening,
    });
  };
}

/**
 * Tells whether a client may go on under the secret that it came with, so that its own messages from
 * before are known to be its own. Who holds such a secret has nothing of anybody else by it.
 */
function isSecret(secret: string | undefined): secret is string {
  const [least, most] = SECRET_CHARS;
  return secret !== undefined && secret.length >= least && secret.length <= most;
}

/** Plans a request to leave. */
export function askingToLeave(clocks: Clocks): AskHandlers<"bye"> {
  return {
    bye: ({ id: member, connection }, { id: request }) =>
      propose({ type: "left", member, how: "bye", connection, request, ...clocks() }),
  };
}

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

/** What hello's answer says of the messages that follow it, and those messages. */
interface Greeted {
  readonly about: Pick<Result<"hello">, "missed" | "older" | "earlier">;
  readonly messages: readonly ChatMessage[];
}

/** The newest messages for a newcomer that asks for them. */
function earlier({ past }: RoomState, wanted: number): Greeted {
  if (wanted === 0) return { about: {}, messages: [] };
  const { messages, more } = pageIn(past, pageQuery({ count: wanted }));
  return { about: { earlier: messages.length, older: more }, messages: messages.map(asEarlier) };
}

/** A page of the past; an empty one if it cannot be read, as nobody is turned away for that. */
function pageIn(past: Past, query: PageQuery): PastPage {
  try {
    return past.page(query);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { messages: [], more: true };
  }
}

/** What a client has missed that was in this room before. */
function missed(state: RoomState, member: Member, last: number): Greeted {
  const { messages, older } = missedBy(state, member, last);
  return { about: { missed: messages.length, older }, messages };
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

/** What was said since a number, oldest first, and whether there was more that is not kept. */
function missedBy(
  { past, mailboxes }: RoomState,
  member: Member,
  last: number,
): { messages: ChatMessage[]; older: boolean } {
  const since = Math.max(last, member.since);
  const messages = [
    ...(since === Infinity ? [] : past.after(since, member.author)),
    ...mailboxes.after(member.mailbox, last),
  ].sort((a, b) => a.seq - b.seq);
  const older = past.forgotten(member.author) > since || member.mailbox.forgotten > last;
  return { messages, older };
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
  return [
    change,
    notify({ all: "connected" }, { type: "joined", name, time, ...byField(state, id) }),
  ];
}

/** Applies the end of a connection, whatever the reason. */
function left(state: RoomState, event: RoomEventOf<"left">): Effect[] {
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
function stranded(state: RoomState, event: RoomEventOf<"stranded">): Effect[] {
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

function greet(
  { roster, past: { room }, welcome: words, elsewhere }: RoomState,
  { id, name }: Member,
  request: number,
  seq: number,
  more: Pick<Result<"hello">, "secret" | "resumed" | "missed" | "older" | "earlier">,
): Effect {
  const about = { version: PROTOCOL_VERSION, welcome: words(name, roster.size), name, seq, room };
  const servers = elsewhere && { servers: [...elsewhere()] };
  return accept<"hello">(id, request, { ...about, ...more, ...servers });
}
