import type { Member } from "./member.ts";
import type { MemberId } from "./events.ts";
import { Mailboxes } from "./mailboxes.ts";
import { OutcomeBudget } from "./outcome_budget.ts";
import type { Past } from "./past.ts";
import { Returns } from "./returns.ts";
import { Roster } from "./roster.ts";
import type { Welcome } from "./welcome.ts";

/** What a room knows: who is in it, and what those need who come back. */
export class RoomState {
  /** Everybody who has a connection or may come back. */
  readonly members: Map<MemberId, Member> = new Map();
  /** Who has which name. */
  readonly roster: Roster = new Roster();
  /** Who may come back. */
  readonly returns: Returns;
  /** What was said to one client alone. */
  readonly mailboxes: Mailboxes = new Mailboxes();
  /** Bounds what is remembered of obeyed requests. */
  readonly outcomes: OutcomeBudget = new OutcomeBudget();

  /**
   * Makes the state of an empty room.
   *
   * @param past The messages to everyone that are kept.
   * @param welcome What a newcomer is greeted with.
   */
  constructor(readonly past: Past, readonly welcome: Welcome) {
    this.returns = new Returns((member) => this.forget(member));
  }

  /** Forgets a client that can come back no more. */
  forget(member: Member): void {
    this.returns.forget(member);
    this.mailboxes.empty(member.mailbox);
    this.outcomes.remove(member.outcomes);
    this.roster.release(member);
    this.members.delete(member.id);
  }
}
