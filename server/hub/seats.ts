import type { ErrorBody } from "../../protocol/mod.ts";
import type { ConversationRate } from "../admission/rates.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { MemberId, RoomEventOf } from "../room/events.ts";
import type { Room } from "../room/room.ts";
import type { Seat } from "./seat.ts";

/** Options of {@linkcode Seats}. */
export interface SeatsOptions {
  /** Knows the members. */
  readonly room: Pick<Room, "nameOf" | "connectionOf" | "has">;
  /** Delivers to the guests of members. */
  readonly delivery: Delivery;
  /** The numbers of connections that this server gives are greater than this. */
  readonly numbersAfter: () => number;
}

/** The seats of this server's guests, and which member of the room has which. */
export class Seats {
  readonly #options: SeatsOptions;
  /** By connection: those whose `hello` is proposed, and not applied yet. */
  readonly #opening = new Map<number, Seat>();
  readonly #members = new Map<MemberId, Seat>();
  /** The allowance of each conversation, also while its client is away. */
  readonly #rates = new Map<MemberId, ConversationRate>();
  #connections = 0;

  /** Begins with none. */
  constructor(options: SeatsOptions) {
    this.#options = options;
  }

  /** Numbers a connection. */
  nextConnection(): number {
    return this.#options.numbersAfter() + ++this.#connections;
  }

  /** The seat of a member; none if it is away or on another server. */
  of(member: MemberId): Seat | undefined {
    return this.#members.get(member);
  }

  /** The seats of all members, in the order of their last arrival. */
  all(): MapIterator<Seat> {
    return this.#members.values();
  }

  /** Keeps a seat until its `hello` is applied. */
  open(seat: Seat): void {
    this.#opening.set(seat.connection, seat);
  }

  /** Gives up waiting for the `hello` of a connection; returns its seat, if it has one here. */
  takeOpening(connection: number): Seat | undefined {
    const seat = this.#opening.get(connection);
    this.#opening.delete(connection);
    return seat;
  }

  /**
   * Gives a member the seat of its connection.
   *
   * @returns Whether its client is there, here or on another server: it may have hung up meanwhile.
   */
  sit({ connection, member }: RoomEventOf<"arrived" | "returned">): boolean {
    const seat = this.takeOpening(connection);
    this.#replace(member);
    if (!seat) return this.#sitElsewhere(member, connection);
    this.#members.set(member, seat);
    seat.member = member;
    seat.name = this.#options.room.nameOf(member);
    this.#options.delivery.attach(member, seat.guest);
    seat.rate = this.#rates.get(member) ?? seat.rate;
    if (seat.rate) this.#rates.set(member, seat.rate);
    return !seat.isOver;
  }

  /** Frees the seat of a member that has left, unless it has come back since. */
  vacate(member: MemberId): void {
    if (this.#options.room.connectionOf(member) !== undefined) return;
    const seat = this.#members.get(member);
    if (seat) seat.isOver = true;
    this.#remove(member);
  }

  /** Tells all guests why, and ends their connections: they count as lost. */
  sendAway(why: ErrorBody): void {
    for (const [member, seat] of [...this.#members]) {
      seat.leave("lost");
      this.#remove(member);
      if (seat.guest.close) void seat.guest.close(why);
      else seat.guest.replaced();
    }
  }

  /** Drops the allowances of those whom the room has forgotten. */
  tidy(): void {
    for (const member of this.#rates.keys()) {
      if (!this.#options.room.has(member)) this.#rates.delete(member);
    }
  }

  /** Ends the connection that a member had before. */
  #replace(member: MemberId): void {
    const before = this.#members.get(member);
    if (!before) return;
    before.isOver = true;
    before.wake();
    before.guest.replaced();
  }

  #sitElsewhere(member: MemberId, connection: number): boolean {
    this.#remove(member);
    const first = this.#options.numbersAfter();
    return connection <= first || connection > first + this.#connections;
  }

  #remove(member: MemberId): void {
    this.#members.delete(member);
    this.#options.delivery.detach(member);
  }
}
