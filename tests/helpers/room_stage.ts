import type { Notice, Reply, Request } from "../../protocol/mod.ts";
import { errorBody, ProtocolError } from "../../protocol/mod.ts";
import { MemoryJournal } from "../../server/journal/memory_journal.ts";
import type {
  Audience,
  Effect,
  MemberId,
  NameChange,
  RoomEvent,
} from "../../server/room/events.ts";
import type { Plan } from "../../server/room/handlers/handlers.ts";
import { Room } from "../../server/room/room.ts";

/** A connection to a room on a stage. */
export interface Session {
  /** Number of the connection. */
  readonly id: number;
  /** The address it comes from. */
  readonly origin: string;
  /** Its conversation, once it is greeted. */
  member?: MemberId;
  /** Its name, while it has one. */
  name?: string;
  /** Whether its client has come back on another connection. */
  replaced?: boolean;
}

/** The effects of a room, with the connections they concern. */
export type Deed =
  | { readonly type: "reply"; readonly to: Session; readonly reply: Reply }
  | { readonly type: "notice"; readonly to: readonly Session[]; readonly notice: Notice }
  | { readonly type: "close"; readonly session: Session }
  | { readonly type: "replace"; readonly session: Session }
  | { readonly type: "log"; readonly session: Session; readonly event: NameChange }
  | { readonly type: Exclude<Plan["type"], "answer" | "propose">; readonly to: Session };

/** Options of {@linkcode RoomStage}. */
export interface RoomStageOptions {
  now: () => number;
  random: () => string;
  /** How many bytes of messages are kept however many that is; by default only the count bounds it. */
  keepBytes?: number;
}

/** A room and its journal without a network: requests in, effects out. */
export class RoomStage {
  readonly room: Room;
  /** Every event that was applied, with its number and what followed. */
  readonly log: { seq: number; event: RoomEvent; effects: Effect[] }[] = [];
  readonly #journal: MemoryJournal;
  readonly #sessions = new Map<MemberId, Session>();
  readonly #opening = new Map<number, Session>();
  #connections = 0;
  #deeds: Deed[] = [];

  constructor({ now, random, keepBytes = 0 }: RoomStageOptions) {
    this.#journal = new MemoryJournal({ room: "the room", keepBytes });
    let members = 0;
    this.room = new Room({
      past: this.#journal.past,
      clocks: () => ({ time: now(), at: now() }),
      newcomers: { id: () => ++members, secret: random },
    });
    this.#journal.onApplied = (seq, event) => {
      const effects = this.room.apply(seq, event);
      this.log.push({ seq, event, effects });
      if (event.type === "arrived" || event.type === "returned") {
        this.#sit(event.connection, event.member);
      }
      for (const effect of effects) this.#perform(effect);
      if (event.type === "left") this.#sessions.delete(event.member);
      return true;
    };
  }

  get online(): number {
    return this.room.online;
  }

  /** Opens a connection. */
  connect(origin = "10.0.0.1"): Session {
    return { id: ++this.#connections, origin };
  }

  /** Handles a request. A refusal is a reply like any other. */
  handle(session: Session, request: Request): Deed[] {
    if (session.replaced) return [];
    try {
      const { id: connection, origin, member } = session;
      this.#carryOut(session, this.room.ask({ connection, origin, member }, request));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#deeds.push({
        type: "reply",
        to: session,
        reply: { id: request.id, error: errorBody(error) },
      });
      if (error.code === "version-unsupported") this.#deeds.push({ type: "close", session });
    }
    return this.#deeds.splice(0);
  }

  /** Ends a connection. */
  disconnect(session: Session, how: "hung-up" | "lost" = "hung-up"): Deed[] {
    const { member } = session;
    if (member === undefined || this.#sessions.get(member) !== session) return [];
    const event = this.room.leave(member, how);
    if (event) this.#journal.propose(event);
    session.name = undefined;
    return this.#deeds.splice(0);
  }

  /** Lets the room forget what is due. */
  tidy(): void {
    for (const event of this.room.due()) this.#journal.propose(event);
  }

  #carryOut(session: Session, plan: Plan): void {
    if (plan.type === "answer") {
      this.#deeds.push({ type: "reply", to: session, reply: plan.reply });
    } else if (plan.type === "propose") {
      this.#opening.set(session.id, session);
      this.#journal.propose(plan.event);
    } else this.#deeds.push({ type: plan.type, to: session });
  }

  #sit(connection: number, member: MemberId): void {
    const session = this.#opening.get(connection)!;
    const before = this.#sessions.get(member);
    if (before) {
      before.replaced = true;
      before.name = undefined;
      this.#deeds.push({ type: "replace", session: before });
    }
    this.#sessions.set(member, session);
    session.member = member;
    session.name = this.room.nameOf(member);
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case "reply":
        this.#deeds.push({ ...effect, to: this.#sessions.get(effect.to)! });
        break;
      case "notice":
        this.#deeds.push({ ...effect, to: this.#audience(effect.to) });
        break;
      case "replay":
        for (const notice of effect.messages) {
          this.#deeds.push({ type: "notice", to: [this.#sessions.get(effect.to)!], notice });
        }
        break;
      case "name":
        this.#named(this.#sessions.get(effect.member)!, effect.change);
        break;
      case "close":
        this.#deeds.push({ type: "close", session: this.#sessions.get(effect.member)! });
        this.#sessions.get(effect.member)!.name = undefined;
    }
  }

  #named(session: Session, event: NameChange): void {
    session.name = event.type === "unnamed" ? undefined : event.name;
    this.#deeds.push({ type: "log", session, event });
  }

  #audience(to: Audience): Session[] {
    if ("only" in to) return [this.#sessions.get(to.only)!];
    return Array.from(this.#sessions)
      .filter(([member, { name }]) =>
        member !== to.except && (to.all === "connected" || name !== undefined)
      )
      .map(([, session]) => session);
  }
}
