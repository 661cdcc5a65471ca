import { normalizeName, ProtocolError, type Request } from "../../protocol/mod.ts";
import type { ConversationRate } from "../admission/rates.ts";
import type { Guest } from "../delivery/guest.ts";
import type { Holder } from "../files/tickets.ts";
import type { MemberId, RoomEvent } from "../room/events.ts";
import type { Plan } from "../room/handlers/handlers.ts";
import type { Past } from "../room/past.ts";
import { asciiSkeleton, looksOf } from "../room/skeleton.ts";
import type { Caller } from "./caller.ts";
import { EventApplier } from "./event_applier.ts";
import { GuestsReplica } from "./guests_replica.ts";
import type { HubOptions } from "./hub_options.ts";
import type { Person } from "./person.ts";
import { Replies } from "./replies.ts";
import { Seat, type SeatHost } from "./seat.ts";
import { Seats } from "./seats.ts";
import { unlockSeat } from "./unlocking.ts";

/** How many times as much as a guest a visitor may ask for: a page is many small requests. */
const VISITOR_TIMES = 5;

/**
 * Connects the doors with the room: it passes requests to the room, what they propose to the journal,
 * and what is applied to whom it concerns.
 */
export class Hub implements SeatHost {
  readonly #options: HubOptions;
  readonly #seats: Seats;
  readonly #replies: Replies;
  readonly #applier: EventApplier;
  #isMuted = false;

  /** Joins the parts. The journal's events are applied here. */
  constructor(options: HubOptions) {
    const { journal, room } = this.#options = options;
    this.#seats = new Seats({
      ...options,
      numbersAfter: () => journal.sharing?.numbersAfter ?? 0,
    });
    this.#replies = new Replies(options);
    this.#applier = new EventApplier({
      ...options,
      seats: this.#seats,
      replies: this.#replies,
      countsCrowd: journal.sharing !== undefined,
      onGone: (member) => this.#leaveRoom(member, "hung-up"),
    });
    journal.onApplied = (seq, event) => this.#applier.apply(seq, event);
    journal.share?.(new GuestsReplica(room, this.#seats));
  }

  /** Whether clients have to know a password. */
  get hasPassword(): boolean {
    return this.#options.gate !== undefined;
  }

  /** The earlier messages. */
  get past(): Past {
    return this.#options.journal.past;
  }

  /** Number of members with a name that are here. */
  get online(): number {
    return this.#options.room.online;
  }

  /** The names of all who are here, in order of arrival. */
  get names(): readonly string[] {
    return this.#options.room.names;
  }

  /** When the member with a name came, in ms since 1970 UTC; undefined if nobody has it. */
  cameAt(name: string): number | undefined {
    return this.#options.room.cameAt(normalizeName(name));
  }

  /** Everybody who is here, with a name or without, in the order of their last arrival. */
  people(): Person[] {
    return Array.from(this.#seats.all(), ({ member, caller }) => ({
      name: this.#options.room.nameOf(member!),
      address: caller.address,
      origin: caller.origin,
    }));
  }

  /**
   * Removes somebody, and tells everybody why.
   *
   * @param address Where they are, as `IP:PORT`.
   */
  remove(address: string, { code, reason }: { code: "removed" | "banned"; reason: string }): void {
    const seat = this.#seats.all().find(({ caller }) => caller.address === address);
    if (!seat) return;
    const message = code === "banned"
      ? "The operator has banned you"
      : `You were removed: ${reason}`;
    this.#submit(this.#options.room.remove(seat.member!, reason));
    void seat.guest.close?.({ code, message });
  }

  /** Says something to everyone, as the server. */
  announce(text: string): void {
    this.#submit(this.#options.room.announce(text));
  }

  /** What a name looks like, as bans compare it. */
  looksOf(name: string): readonly string[] {
    return looksOf(name.normalize("NFC"), this.#options.lookAlikes?.skeletonOf ?? asciiSkeleton);
  }

  /** What a client may ask for that is no guest, such as a browser that loads the page. */
  visitorRate(origin: string): ConversationRate | undefined {
    return this.#options.rates.conversation(origin, VISITOR_TIMES);
  }

  /** Creates the seat of a guest. */
  seat(guest: Guest, caller: Caller): Seat {
    const seat = new Seat(this, this.#seats.nextConnection(), guest, caller);
    seat.rate = this.#options.rates.conversation(caller.origin);
    seat.isAdmitted = this.#options.gate === undefined;
    return seat;
  }

  /** Stops telling who leaves: everybody does when the server closes. */
  mute(): void {
    this.#isMuted = true;
  }

  /** Forgets what has expired. Call it about once a second. */
  tidy(): void {
    for (const event of this.#options.room.due()) this.#submit(event);
    this.#options.journal.tidy?.();
    this.#applier.tidy();
    this.#options.rates.tidy();
    this.#seats.tidy();
  }

  /** Handles a request; see {@linkcode Seat.handle}. */
  handle(seat: Seat, request: Request): Promise<void> | undefined {
    if (seat.isOver) return undefined;
    const loading = "name" in request ? this.#options.lookAlikes?.prepare(request.name) : undefined;
    if (loading) return loading.then(() => this.handle(seat, request));
    this.#options.metrics.count(request.type);
    try {
      return this.#obey(seat, request);
    } catch (error) {
      this.#replies.refuse(seat, request.id, error);
    }
  }

  /** Ends a seat; see {@linkcode Seat.leave}. */
  leave(seat: Seat, how: "hung-up" | "lost"): void {
    if (seat.isOver) return;
    seat.isOver = true;
    if (seat.member !== undefined && !this.#isMuted) this.#leaveRoom(seat.member, how);
  }

  /** Tells a client, and the log, that it is slowed down. */
  slowed({ guest, caller, name }: Seat): void {
    const { metrics, log, rates } = this.#options;
    metrics.slowedClients++;
    log({ type: "slowed", peer: caller.address, name, rate: rates.perSecond });
    guest.slowed(rates.perSecond);
  }

  #obey(seat: Seat, request: Request): Promise<void> | undefined {
    const { bans, gate } = this.#options;
    switch (request.type) {
      case "unlock":
      case "prove":
        return this.#replies.answer(seat, request.id, () => unlockSeat(gate, seat, request));
      case "hello":
      case "name":
      case "login":
        bans?.check(
          seat.origin,
          () => request.name === undefined ? [] : this.looksOf(request.name),
        );
    }
    return this.#carryOut(seat, this.#plan(seat, request), request.id);
  }

  #plan(seat: Seat, request: Request): Plan {
    const { connection, member, origin, isAdmitted } = seat;
    return this.#options.room.ask({ connection, member, origin, isStranger: !isAdmitted }, request);
  }

  #carryOut(seat: Seat, plan: Plan, requestId: number): Promise<void> | undefined {
    const { files, journal: { past } } = this.#options;
    const replies = this.#replies;
    switch (plan.type) {
      case "propose":
        return this.#propose(seat, plan.event, requestId);
      case "answer":
        return replies.send(seat, plan.reply);
      case "read-past":
        return replies.sendPage(seat, plan.id, () => past.page(plan.query));
      case "search-past":
        return replies.sendPage(seat, plan.id, () => past.find(plan.text, plan.query));
      case "list-files":
        return replies.answer(seat, plan.id, () => files.page(plan.from));
      case "grant":
        return replies.answer(seat, plan.id, () => files.grant(plan.name, holderOn(seat)));
    }
  }

  #propose(seat: Seat, event: RoomEvent, id: number): Promise<void> | undefined {
    const { journal, delivery } = this.#options;
    if (!seat.isGreeted) this.#seats.open(seat);
    return journal.propose(event)?.then(
      () => delivery.relief(),
      (error) => {
        this.#seats.takeOpening(seat.connection);
        this.#replies.giveUp(seat, id, error);
      },
    ) ?? delivery.relief();
  }

  /** Proposes an event that nobody waits for. */
  #submit(event: RoomEvent): void {
    this.#options.journal.propose(event)?.catch((error) => {
      if (!(error instanceof ProtocolError)) throw error;
    });
  }

  #leaveRoom(member: MemberId, how: "hung-up" | "lost"): void {
    const event = this.#options.room.leave(member, how);
    if (event) this.#submit(event);
  }
}

/** Whose ticket it is: the conversation, and what it is called now. */
function holderOn({ member, name }: Seat): Holder {
  return { key: member!, name };
}
