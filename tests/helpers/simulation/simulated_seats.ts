import type { MemberId, RoomEventOf } from "../../../server/room/events.ts";
import type { Room } from "../../../server/room/room.ts";
import type { SimulatedClient } from "./simulated_client.ts";

/** A client's place at a simulated server. */
export interface SimulatedSeat {
  readonly connection: number;
  readonly client: SimulatedClient;
  member?: MemberId;
  /** Whether the client has gone, or is on another connection. */
  isOver: boolean;
}

/** The seats of a simulated server, as `server/hub/seats.ts` has them. */
export class SimulatedSeats {
  readonly #room: () => Room;
  readonly #numbersAfter: () => number;
  readonly #opening = new Map<number, SimulatedSeat>();
  readonly #members = new Map<MemberId, SimulatedSeat>();
  #connections = 0;

  /** Begins with none. */
  constructor(room: () => Room, numbersAfter: () => number) {
    this.#room = room;
    this.#numbersAfter = numbersAfter;
  }

  /** Makes a seat. */
  make(client: SimulatedClient): SimulatedSeat {
    return { connection: this.#numbersAfter() + ++this.#connections, client, isOver: false };
  }

  /** The seat of a member. */
  of(member: MemberId): SimulatedSeat | undefined {
    return this.#members.get(member);
  }

  /** All seats of members. */
  all(): [MemberId, SimulatedSeat][] {
    return [...this.#members];
  }

  /** Takes the seat of a member. */
  remove(member: MemberId): void {
    this.#members.delete(member);
  }

  /** Keeps a seat until its `hello` is applied. */
  open(seat: SimulatedSeat): void {
    this.#opening.set(seat.connection, seat);
  }

  /** Gives up waiting for the `hello` of a connection. */
  takeOpening(connection: number): SimulatedSeat | undefined {
    const seat = this.#opening.get(connection);
    this.#opening.delete(connection);
    return seat;
  }

  /** Gives a member the seat of its connection; returns whether its client is there. */
  sit({ connection, member }: RoomEventOf<"arrived" | "returned">): boolean {
    const seat = this.takeOpening(connection);
    this.#end(this.#members.get(member));
    if (!seat) return this.#sitElsewhere(member, connection);
    this.#members.set(member, seat);
    seat.member = member;
    return !seat.isOver;
  }

  /** Takes the seat of a member that has left, unless it has come back since. */
  rise(member: MemberId): void {
    if (this.#room().connectionOf(member) !== undefined) return;
    const seat = this.#members.get(member);
    this.#members.delete(member);
    if (!seat?.isOver) this.#end(seat);
  }

  #sitElsewhere(member: MemberId, connection: number): boolean {
    this.#members.delete(member);
    const first = this.#numbersAfter();
    return connection <= first || connection > first + this.#connections;
  }

  #end(seat: SimulatedSeat | undefined): void {
    if (!seat) return;
    seat.isOver = true;
    seat.client.lost(seat);
  }
}
