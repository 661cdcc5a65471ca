import type { ErrorBody, Name } from "../../protocol/mod.ts";
import type { Replica } from "../journal/journal.ts";
import type { Room } from "../room/room.ts";
import type { RoomSnapshot } from "../room/snapshot.ts";
import type { Seats } from "./seats.ts";

/** A server's room and its guests, for a journal that several servers share. */
export class GuestsReplica implements Replica {
  readonly #room: Room;
  readonly #seats: Seats;

  /** Takes hold of a hub's parts. */
  constructor(room: Room, seats: Seats) {
    this.#room = room;
    this.#seats = seats;
  }

  /** Describes the room. */
  snapshot(): RoomSnapshot {
    return this.#room.snapshot();
  }

  /** Gives the room the state of an equal one. */
  restore(snapshot: RoomSnapshot): void {
    this.#room.restore(snapshot);
  }

  /** The connection of the member with a name; none if it is away, or nobody has it. */
  connectionOfName(name: Name): number | undefined {
    return this.#room.connectionOfName(name);
  }

  /** Tells all guests why, and ends their connections: they count as lost. */
  sendAway(why: ErrorBody): void {
    this.#seats.sendAway(why);
  }
}
