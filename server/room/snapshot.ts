import type { Name } from "../../protocol/mod.ts";
import type { MemberId } from "./events.ts";
import { Member } from "./member.ts";
import type { OutcomesSnapshot } from "./outcomes.ts";
import type { RoomState } from "./state.ts";

/** One member of a room, as plain data. */
export interface MemberSnapshot {
  /** Number of its conversation. */
  readonly id: number;
  /** What it is known by when it comes back. */
  readonly token: string;
  /** Who its messages are by. */
  readonly author: number;
  /** The address or network that it comes from. */
  readonly origin: string;
  /** Number of its connection; none while it is away. */
  readonly connection?: number;
  /** Its name, or the name that is held for it. */
  readonly name?: string;
  /** Its place in the order of arrival. */
  readonly place?: number;
  /** When it came under a name or came back, in ms since 1970 UTC. */
  readonly cameAt?: number;
  /** The name that it had when its connection ended. */
  readonly formerName?: string;
  /** Whether it ever had a name. */
  readonly wasNamed: boolean;
  /** Number of the last message to everyone before it took its name; absent without a name. */
  readonly since?: number;
  /** Until when it may come back, in ms of a clock that nobody sets. */
  readonly until?: number;
  /** Numbers of the private messages that are kept for it. */
  readonly mailbox: readonly number[];
  /** Its requests that were carried out and are remembered. */
  readonly outcomes: OutcomesSnapshot;
}

/** The state of a room as plain data. */
export interface RoomSnapshot {
  /** The members, in the order of their numbers. */
  readonly members: readonly MemberSnapshot[];
  /** The members that are away, in the order in which they left. */
  readonly away: readonly MemberId[];
  /** How many places in the order of arrival were given. */
  readonly places: number;
}

/**
 * Describes the state of a room as plain data, so that two rooms can be compared, and one can take
 * over the state of another: after the same events they are equal.
 */
export function snapshotOf(state: RoomState): RoomSnapshot {
  const members = Array.from(state.members.values(), (member) => memberSnapshot(state, member));
  return {
    members: members.sort((a, b) => a.id - b.id),
    away: Array.from(state.returns.absent, ({ id }) => id),
    places: state.roster.places,
  };
}

/**
 * Gives a room the state of another, in place of its own. Private messages that are kept for somebody are not part
 * of it.
 */
export function restoreState(state: RoomState, snapshot: RoomSnapshot): void {
  state.clear();
  const until = new Map<MemberId, number>();
  for (const each of snapshot.members) {
    if (each.until !== undefined) until.set(each.id, each.until);
    restoreMember(state, each);
  }
  for (const id of snapshot.away) {
    const member = state.members.get(id)!;
    if (member.name !== undefined) state.roster.hold(member);
    state.returns.awayUntil(member, until.get(id)!);
  }
  state.roster.places = snapshot.places;
}

function memberSnapshot({ returns }: RoomState, member: Member): MemberSnapshot {
  const { id, token, author, origin, connection, name, place, cameAt, formerName, since } = member;
  const kept = Array.from(member.mailbox.messages ?? []).filter(({ isKept }) => isKept);
  return {
    ...{ id, token, author, origin, connection, name, place, cameAt, formerName },
    wasNamed: member.wasNamed,
    since: since === Infinity ? undefined : since,
    until: returns.until(member),
    mailbox: kept.map(({ message }) => message.seq),
    outcomes: member.outcomes.snapshot(),
  };
}

function restoreMember(state: RoomState, snapshot: MemberSnapshot): void {
  const { id, token, author, origin, connection, name, place, formerName, since } = snapshot;
  const member = new Member(id, token, origin, author);
  state.members.set(id, member);
  state.returns.add(member);
  member.connection = connection;
  member.formerName = formerName as Name | undefined;
  member.since = since ?? Infinity;
  member.place = place;
  member.cameAt = snapshot.cameAt;
  if (name !== undefined) state.roster.take(member, name as Name);
  member.wasNamed = snapshot.wasNamed;
  const { outcomes } = snapshot;
  if (outcomes.highest >= 0 || outcomes.returns > 0) {
    state.outcomes.restore(member.outcomes, outcomes);
  }
}
