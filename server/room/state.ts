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

  /** Forgets a client that can no longer come back. */
  forget(member: Member): void {
    this.returns.forget(member);
    this.mailboxes.empty(member.mailbox);
    this.outcomes.remove(member.outcomes);
    this.roster.release(member);
    this.members.delete(member.id);
  }
}
