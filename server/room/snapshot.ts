import type { Member } from "./member.ts";
import type { RoomState } from "./state.ts";

/** One member of a room, as plain data. */
export interface MemberSnapshot {
  /** Number of its conversation. */
  readonly id: number;
  /** What its client comes back with. */
  readonly secret: string;
  /** The address or network that it comes from. */
  readonly origin: string;
  /** Number of its connection; none while it is away. */
  readonly connection?: number;
  /** Its name, or the name that is held for it. */
  readonly name?: string;
  /** Its place in the order of arrival. */
  readonly place?: number;
  /** The name that it had when its connection ended. */
  readonly formerName?: string;
  /** Number of the last message to everyone before it took its name; absent without a name. */
  readonly since?: number;
  /** Until when it may come back, in ms of a clock that nobody sets. */
  readonly until?: number;
  /** Numbers of the private messages that are kept for it. */
  readonly mailbox: readonly number[];
  /** Ids of its requests that were carried out and are remembered. */
  readonly outcomes: readonly number[];
}

/**
 * Describes the state of a room as plain data, so that two rooms can be compared: after the same
 * events they are equal.
 *
 * @returns The members in the order of their numbers.
 */
export function snapshotOf(state: RoomState): MemberSnapshot[] {
  return Array.from(state.members.values(), (member) => memberSnapshot(state, member))
    .sort((a, b) => a.id - b.id);
}

function memberSnapshot({ returns }: RoomState, member: Member): MemberSnapshot {
  const { id, secret, origin, connection, name, place, formerName, since } = member;
  const kept = Array.from(member.mailbox.messages ?? []).filter(({ isKept }) => isKept);
  return {
    ...{ id, secret, origin, connection, name, place, formerName },
    since: since === Infinity ? undefined : since,
    until: returns.until(member),
    mailbox: kept.map(({ message }) => message.seq),
    outcomes: member.outcomes.ids(),
  };
}
