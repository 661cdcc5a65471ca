import { ProtocolError } from "../../protocol/mod.ts";
import type { Member } from "./member.ts";
import type { MemberId } from "./events.ts";
import { Mailboxes } from "./mailboxes.ts";
import { OutcomeBudget } from "./outcome_budget.ts";
import type { Past } from "./past.ts";
import { Returns } from "./returns.ts";
import { Roster } from "./roster.ts";
import type { SkeletonOf } from "./skeleton.ts";
import type { VisitOf } from "./visits.ts";
import type { Welcome } from "./welcome.ts";

/** The state of a room: its members, and what is kept for those who come back. */
export class RoomState {
  /** The members that are here or may come back. */
  readonly members: Map<MemberId, Member> = new Map();
  /** The names. */
  readonly roster: Roster;
  /** The members that may come back. */
  readonly returns: Returns;
  /** The private messages. */
  readonly mailboxes: Mailboxes = new Mailboxes();
  /** Makes the ids of visits; undefined if notices have none. */
  visitOf?: VisitOf;
  /** How often somebody has come, taken a first name or come back. */
  arrivals = 0;
  /** Limits the remembered requests. */
  readonly outcomes: OutcomeBudget = new OutcomeBudget();
  /** Whether private messages wait for a client that is away. */
  keepsPrivate = true;
  /** Where else this room is, to tell those who come; nothing if it is nowhere else. */
  elsewhere?: () => readonly string[];

  /**
   * Creates the state of an empty room.
   *
   * @param past The messages to everyone that are kept.
   * @param welcome Makes the greeting of a newcomer.
   */
  constructor(readonly past: Past, readonly welcome: Welcome, skeletonOf?: SkeletonOf) {
    this.roster = new Roster(skeletonOf);
    this.returns = new Returns((member) => this.forget(member));
  }

  /** Forgets everybody. */
  clear(): void {
    for (const member of this.members.values()) this.forget(member);
    this.roster.places = 0;
  }

  /** Finds a member that is here.
   *
   * @throws {ProtocolError} `not-named` if it has left since it asked.
   */
  present(id: MemberId): Member {
    const member = this.members.get(id);
    if (member?.connection !== undefined) return member;
    throw new ProtocolError("not-named", "You have left the room meanwhile");
  }

  /** Forgets a client that can no longer come back. */
  forget(member: Member): void {
    this.returns.forget(member);
    this.mailboxes.empty(member.mailbox);
    this.outcomes.remove(member.outcomes);
    this.roster.release(member);
    this.members.delete(member.id);
  }
}
