import { errorBody, type Notice, ProtocolError } from "../../protocol/mod.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Log } from "../observability/log.ts";
import type { Audience, Effect, MemberId, NameChange, RoomEvent } from "../room/events.ts";
import type { Room } from "../room/room.ts";
import { CrowdTally } from "./crowd_tally.ts";
import type { Replies } from "./replies.ts";
import type { Seats } from "./seats.ts";

/** Options of {@linkcode EventApplier}. */
export interface EventApplierOptions {
  /** What events change. */
  readonly room: Room;
  /** Who is told. */
  readonly delivery: Delivery;
  /** Where the guests of members are. */
  readonly seats: Seats;
  /** Answers the requests that events were made of. */
  readonly replies: Replies;
  /** Takes the names for the log. */
  readonly log: Log;
  /** Whether who comes and goes is counted, and not named, while there is a crowd. */
  readonly countsCrowd: boolean;
  /** Told of a member whose client hung up before the event by which it came. */
  readonly onGone: (member: MemberId) => void;
}

/** Applies the events of a journal to the room, and performs the effects. */
export class EventApplier {
  readonly #options: EventApplierOptions;
  readonly #tally?: CrowdTally;

  /** Joins the parts. */
  constructor(options: EventApplierOptions) {
    this.#options = options;
    if (options.countsCrowd) this.#tally = new CrowdTally();
  }

  /**
   * Applies an event, and tells whom it concerns.
   *
   * @returns Whether it changed the room; see {@linkcode OnApplied}.
   */
  apply(seq: number, event: RoomEvent): boolean {
    let effects: readonly Effect[];
    try {
      effects = this.#options.room.apply(seq, event);
    } catch (error) {
      this.#refuseEvent(event, error);
      return false;
    }
    const isThere = event.type !== "arrived" && event.type !== "returned" ||
      this.#options.seats.sit(event);
    if (!isThere) this.#options.onGone(event.member);
    for (const effect of effects) this.#perform(effect, event.member);
    if (event.type === "left") this.#options.seats.vacate(event.member);
    return true;
  }

  /** Tells how many came and went since the last time, if they were counted. */
  tidy(): void {
    const { room, delivery } = this.#options;
    const crowd = this.#tally?.due(room.online, Date.now());
    if (crowd) delivery.tell({ all: "connected" }, crowd);
  }

  /** Answers the request that an event was made of, if it came from here and cannot be applied. */
  #refuseEvent(event: RoomEvent, error: unknown): void {
    if (!(error instanceof ProtocolError)) throw error;
    const { seats, replies } = this.#options;
    const isOpening = "connection" in event && event.type !== "left";
    const seat = isOpening ? seats.takeOpening(event.connection) : seats.of(event.member);
    if (!seat || !("request" in event) || event.request === undefined) return;
    if (event.type === "returned") return void seat.guest.close?.(errorBody(error));
    const id = typeof event.request === "number" ? event.request : event.request.id;
    if (!replies.hasGivenUp(event.member, id)) replies.refuse(seat, id, error);
  }

  #perform(effect: Effect, by: MemberId): void {
    const { delivery } = this.#options;
    switch (effect.type) {
      case "reply":
        return this.#options.replies.confirm(effect.to, effect.reply);
      case "notice":
        return this.#tell(effect.to, effect.notice, by);
      case "replay":
        return void delivery.replay(effect.to, effect.messages);
      case "name":
        return this.#nameChanged(effect.member, effect.change);
      case "close":
        return delivery.guestOf(effect.member)?.finish(effect.reason);
    }
  }

  #tell(to: Audience, notice: Notice, by: MemberId): void {
    const { delivery, room } = this.#options;
    if (!this.#tally?.takes(to, notice, room.online)) return delivery.tell(to, notice);
    // Who comes is told of it in any case.
    if (notice.type === "joined") delivery.tell({ only: by }, notice);
  }

  #nameChanged(member: MemberId, change: NameChange): void {
    const { delivery, log } = this.#options;
    const isNamed = change.type !== "unnamed";
    delivery.setNamed(member, isNamed);
    const seat = this.#options.seats.of(member);
    if (!seat) return;
    if (isNamed) seat.name = change.name;
    log({ peer: seat.caller.address, name: seat.name, ...change });
  }
}
