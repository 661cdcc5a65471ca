import type { Name } from "../../protocol/mod.ts";
import type { OnApplied, Replica } from "../journal/journal.ts";
import { RecentMessages } from "../journal/recent_messages.ts";
import type { RoomEvent, RoomEventOf } from "../room/events.ts";
import { SERVER_MEMBER } from "../room/server_member.ts";
import type { ClusterSnapshot } from "./cluster_snapshot.ts";
import { type ClusterServer, Membership, NUMBERS_OF_A_SERVER } from "./membership.ts";
import type { PastMessage } from "./past_reader.ts";

/**
 * What all servers of a room have alike at each place in their log: which servers take part, who is
 * there, and what was said.
 */
export class ClusterState {
  /** The servers that take part. */
  readonly membership: Membership = new Membership();
  /** The latest messages; their numbers are those of the log, and the room's name lasts as long. */
  readonly past: RecentMessages;
  /** The room of this server, which sets it before it takes part. */
  replica!: Replica;
  readonly #apply: OnApplied;

  /**
   * Begins with nothing.
   *
   * @param room Names the room.
   * @param apply Applies an event to the room of this server.
   */
  constructor(room: string, apply: OnApplied) {
    this.past = new RecentMessages({ room });
    this.#apply = apply;
  }

  /**
   * Applies an event of the log.
   *
   * @param server Number of the server that has written it.
   * @returns Whether it counts: not what a server writes after it was declared gone.
   */
  apply(seq: number, server: number, event: RoomEvent): boolean {
    if (!this.membership.get(server)) return false;
    if (this.#apply(seq, event) && event.type === "said") this.past.add(seq, event);
    return true;
  }

  /**
   * Says something to one client. It has no place in the log.
   *
   * @returns Whether that changed the room.
   */
  tell(event: RoomEventOf<"told">): boolean {
    return this.#apply(this.past.seq, event);
  }

  /**
   * Tells the room that a server is gone: who is on it counts as lost.
   *
   * @param time When that was found, in ms since 1970 UTC.
   */
  strand({ place }: ClusterServer, time: number): void {
    const from = place * NUMBERS_OF_A_SERVER;
    const numbers = { from, below: from + NUMBERS_OF_A_SERVER };
    const event = { type: "stranded", member: SERVER_MEMBER, ...numbers, time, at: time } as const;
    this.#apply(this.past.seq, event);
  }

  /** Finds the server that the client with a name is on; none if it is away, or nobody has it. */
  serverOf(name: Name): ClusterServer | undefined {
    const connection = this.replica.connectionOfName(name);
    return connection === undefined ? undefined : this.membership.serverOf(connection);
  }

  /** Describes all of it, for a server that begins to take part. */
  snapshot(): Omit<ClusterSnapshot, "version"> {
    const { membership, past, replica } = this;
    const { seq, all: said, dropped } = past;
    return { seq, membership: membership.snapshot(), room: replica.snapshot(), said, dropped };
  }

  /** Takes over what another server has. */
  restore({ seq, membership, room, said, dropped }: ClusterSnapshot): void {
    this.past.restore(seq, said, dropped);
    this.membership.restore(membership);
    this.replica.restore(room);
  }

  /**
   * Empties the room, but for what was said.
   *
   * @param messages What was said, oldest first.
   * @param last Number of the last entry of the log.
   */
  begin(messages: readonly PastMessage[], last: number): void {
    const dropped = messages[0] ? messages[0].seq - 1 : last;
    this.membership.restore({ servers: [], places: 0, founded: 0 });
    this.past.restore(last, [], { seq: dropped, others: dropped });
    for (const { seq, event } of messages) this.past.add(seq, event);
    this.replica.restore({ members: [], away: [], places: 0 });
  }
}
