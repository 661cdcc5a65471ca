import type { ErrorBody, Name } from "../../protocol/mod.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Replica } from "../journal/journal.ts";
import type { MemberId } from "../room/events.ts";
import type { Room } from "../room/room.ts";
import type { RoomSnapshot } from "../room/snapshot.ts";
import type { Seat } from "./seat.ts";

/** What {@linkcode GuestsReplica} needs of a hub. */
export interface GuestsReplicaOptions {
  /** The rules. */
  readonly room: Room;
  /** Delivers to the guests. */
  readonly delivery: Delivery;
  /** The seats of those who have said hello. */
  readonly seats: Map<MemberId, Seat>;
}

/** A server's room and its guests, for a journal that several servers share. */
export class GuestsReplica implements Replica {
  readonly #options: GuestsReplicaOptions;

  /** Takes hold of a hub's parts. */
  constructor(options: GuestsReplicaOptions) {
    this.#options = options;
  }

  /** Describes the room. */
  snapshot(): RoomSnapshot {
    return this.#options.room.snapshot();
  }

  /** Gives the room the state of an equal one. */
  restore(snapshot: RoomSnapshot): void {
    this.#options.room.restore(snapshot);
  }

  /** The connection of the member with a name; none if it is away, or nobody has it. */
  connectionOfName(name: Name): number | undefined {
    return this.#options.room.connectionOfName(name);
  }

  /** Tells all guests why, and ends their connections: they count as lost. */
  sendAway(why: ErrorBody): void {
    const { seats, delivery } = this.#options;
    for (const [member, seat] of [...seats]) {
      seat.leave("lost");
      seats.delete(member);
      delivery.detach(member);
      if (seat.guest.close) void seat.guest.close(why);
      else seat.guest.replaced();
    }
  }
}
