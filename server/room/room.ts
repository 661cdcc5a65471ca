import {
  type Name,
  normalizeName,
  ProtocolError,
  type Request,
  type RequestType,
} from "../../protocol/mod.ts";
import type { Effect, MemberId, RoomEvent } from "./events.ts";
import { asking, unknownRequest } from "./handlers/asking.ts";
import type { Clocks } from "./handlers/clocks.ts";
import type { ApplyHandlers, AskHandlers, Plan, Requester } from "./handlers/handlers.ts";
import { askingForNames, naming } from "./handlers/naming.ts";
import { askToEnter } from "./handlers/entering.ts";
import { askingToLeave } from "./handlers/leaving.ts";
import { presence } from "./handlers/presence.ts";
import { askingToTalk, talking } from "./handlers/talking.ts";
import type { Member } from "./member.ts";
import type { RoomOptions } from "./room_options.ts";
import { restoreState, type RoomSnapshot, snapshotOf } from "./snapshot.ts";
import { SERVER_MEMBER } from "./server_member.ts";
import { RoomState } from "./state.ts";
import { defaultWelcome } from "./welcome.ts";

/** What the server itself is called, which nobody else can be. */
const SERVER_NAME = normalizeName("server");

/** The handlers of all requests except those that open a conversation. */
type Asking = Omit<AskHandlers, "hello" | "download" | "unlock" | "prove">;

/** What a client without a name may ask for (messenger assignment: no messages before a name). */
const FOR_THE_NAMELESS: ReadonlySet<RequestType> = new Set(
  ["login", "name", "logout", "who", "history", "find", "help", "bye"],
);

/**
 * The rules of the chat. {@linkcode Room.ask | ask} answers or refuses a request, or makes it an
 * event for the journal. {@linkcode Room.apply | apply} applies an event that the journal has
 * numbered: only this changes the room, and it is deterministic. The room uses no wire, encoding,
 * file or clock, and never waits.
 *
 * @example
 * ```ts
 * import { Room } from "./room.ts";
 *
 * const room = new Room({
 *   past: {
 *     room: "r",
 *     seq: 0,
 *     after: () => [],
 *     forgotten: () => 0,
 *     page: () => ({ messages: [], more: false }),
 *   },
 *   clocks: () => ({ time: 0, at: 0 }),
 *   newcomers: { id: () => 1, secret: () => "s" },
 * });
 * const plan = room.ask({ connection: 1, origin: "::1" }, { id: 1, type: "hello", version: 1 });
 * if (plan.type === "propose") room.apply(0, plan.event); // [ the reply with the welcome ]
 * ```
 */
export class Room {
  readonly #state: RoomState;
  readonly #enter: (requester: Requester, request: Request<"hello">) => Plan;
  readonly #ask: Asking;
  readonly #apply: ApplyHandlers;
  readonly #clocks: Clocks;

  /** Makes an empty room. */
  constructor(options: RoomOptions) {
    const { past, clocks, newcomers, welcome = defaultWelcome } = options;
    const { skeletonOf, strictNames = false, visitOf } = options;
    const state = this.#state = new RoomState(past, welcome, skeletonOf);
    state.roster.isStrict = strictNames;
    state.visitOf = visitOf;
    state.keepsPrivate = options.keepsPrivate ?? true;
    state.elsewhere = options.elsewhere;
    this.#clocks = clocks;
    this.#enter = askToEnter(state, clocks, { ...newcomers, tokenOf: options.tokenOf ?? itself });
    this.#ask = {
      ...askingToLeave(clocks),
      ...askingForNames(state, clocks),
      ...askingToTalk(state, clocks),
      ...asking(state),
    };
    this.#apply = { ...presence(state), ...naming(state), ...talking(state) };
  }

  /** Number of members with a name that are here. */
  get online(): number {
    return this.#state.roster.size;
  }

  /** The names of all who are here, in order of arrival. */
  get names(): readonly string[] {
    return this.#state.roster.names();
  }

  /** Whether a member is here or may come back. */
  has(member: MemberId): boolean {
    return this.#state.members.has(member);
  }

  /** Number of the connection that a member has; none while it is away. */
  connectionOf(member: MemberId): number | undefined {
    return this.#state.members.get(member)?.connection;
  }

  /** Number of the connection of the member with a name; none if it is away, or nobody has it. */
  connectionOfName(name: Name): number | undefined {
    return this.#state.roster.isFree(name) ? undefined : this.#state.roster.find(name).connection;
  }

  /**
   * When the member with a name came under its first name, or came back, in ms since 1970 UTC.
   *
   * @returns Undefined if nobody has the name.
   */
  cameAt(name: Name): number | undefined {
    return this.#state.roster.isFree(name) ? undefined : this.#state.roster.find(name).cameAt;
  }

  /** The name of a member, if it has one. */
  nameOf(member: MemberId): string | undefined {
    return this.#state.members.get(member)?.name;
  }

  /**
   * Finds out what a request leads to. Changes nothing.
   *
   * @throws {ProtocolError} If the request is refused.
   */
  ask(requester: Requester, request: Request): Plan {
    const member = requester.member === undefined
      ? undefined
      : this.#state.members.get(requester.member);
    if (!member) return this.#open(requester, request);
    admit(member.name, request.type);
    const reply = member.outcomes.repeated(request);
    if (reply) return { type: "answer", reply };
    const handler = this.#ask[request.type as keyof Asking] as (m: Member, r: Request) => Plan;
    return handler(member, request);
  }

  /**
   * Returns the event for the end of a connection.
   *
   * @returns The event to propose; undefined if the member is gone already.
   */
  leave(member: MemberId, how: "hung-up" | "lost"): RoomEvent | undefined {
    const connection = this.connectionOf(member);
    if (connection === undefined) return undefined;
    return { type: "left", member, how, connection, ...this.#clocks() };
  }

  /** Plans to remove a member for good, and to say why. */
  remove(member: MemberId, reason: string): RoomEvent {
    return { type: "left", member, how: "removed", reason, ...this.#clocks() };
  }

  /** Plans to say something to everyone, as the server. */
  announce(text: string): RoomEvent {
    const said = {
      type: "said",
      member: SERVER_MEMBER,
      author: SERVER_MEMBER,
      from: SERVER_NAME,
      text,
    } as const;
    return { ...said, request: { id: 0, digest: 0 }, ...this.#clocks() };
  }

  /**
   * Applies an event.
   *
   * @param seq Its number; that of the last message if it is no message itself.
   * @returns Its effects, in order.
   * @throws {ProtocolError} If it cannot be applied, because something applied since the request
   * conflicts with it. The room is unchanged.
   */
  apply(seq: number, event: RoomEvent): Effect[] {
    const handler = this.#apply[event.type] as (event: RoomEvent, seq: number) => Effect[];
    return handler(event, seq);
  }

  /** Describes the state of the room as plain data; after the same events, rooms are equal. */
  snapshot(): RoomSnapshot {
    return snapshotOf(this.#state);
  }

  /** Takes over the state of an equal room, in place of its own. */
  restore(snapshot: RoomSnapshot): void {
    restoreState(this.#state, snapshot);
  }

  /** Returns the events that are due: clients that can no longer come back. */
  due(): RoomEvent[] {
    const clocks = this.#clocks();
    return this.#state.returns.due(clocks.at)
      .map(({ id }) => ({ type: "forgotten", member: id, ...clocks }));
  }

  #open(requester: Requester, request: Request): Plan {
    if (request.type === "hello") return this.#enter(requester, request);
    if (request.type === "unknown") throw unknownRequest(request.asked);
    throw new ProtocolError("out-of-order", "Out of order: hello comes before anything else");
  }
}

function itself(secret: string): string {
  return secret;
}

/** Refuses requests that a client may not make, or not without a name. */
function admit(name: string | undefined, type: RequestType): void {
  if (type === "unknown") return; // Refused later, with a better reason.
  if (type === "hello" || type === "download") {
    throw new ProtocolError("out-of-order", `Out of order: ${type} opens a conversation`);
  }
  if (name === undefined && !FOR_THE_NAMELESS.has(type)) {
    throw new ProtocolError("not-named", "Set a name first");
  }
}
