import { PROTOCOL_VERSION, ProtocolError, type Result } from "../../../protocol/mod.ts";
import type { ChatMessage, Effect } from "../events.ts";
import type { Member } from "../member.ts";
import { asEarlier, type PageQuery, type Past, type PastPage } from "../past.ts";
import type { RoomState } from "../state.ts";
import { accept } from "./handlers.ts";
import { pageQuery } from "./page_query.ts";

/** What hello's answer says of the messages that follow it, and those messages. */
export interface Greeted {
  /** How many messages follow, and whether there are older ones. */
  readonly about: Pick<Result<"hello">, "missed" | "older" | "earlier">;
  /** The messages, oldest first. */
  readonly messages: readonly ChatMessage[];
}

/**
 * The newest messages for a newcomer that asks for them.
 *
 * @param wanted How many; 0 for none.
 */
export function earlier({ past }: RoomState, wanted: number): Greeted {
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

/**
 * What a client has missed that was in this room before.
 *
 * @param last Number of the last message that it has.
 */
export function missed({ past, mailboxes }: RoomState, member: Member, last: number): Greeted {
  const since = Math.max(last, member.since);
  const messages: ChatMessage[] = [
    ...(since === Infinity ? [] : past.after(since, member.author)),
    ...mailboxes.after(member.mailbox, last),
  ].sort((a, b) => a.seq - b.seq);
  const older = past.forgotten(member.author) > since || member.mailbox.forgotten > last;
  return { about: { missed: messages.length, older }, messages };
}

/**
 * Answers `hello`.
 *
 * @param request The id of the request.
 * @param seq Number of the newest message.
 * @param more What differs between those who arrive and those who return.
 */
export function greet(
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
