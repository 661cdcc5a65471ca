import {
  errorBody,
  type ErrorCode,
  ProtocolError,
  type Reply,
  type Request,
  type Result,
} from "../../protocol/mod.ts";
import type { ConversationRate } from "../admission/rates.ts";
import type { Guest } from "../delivery/guest.ts";
import type { Effect, MemberId, NameChange, RoomEvent, RoomEventOf } from "../room/events.ts";
import type { Plan } from "../room/handlers/handlers.ts";
import { asEarlier, type PastPage } from "../room/past.ts";
import type { Past } from "../room/past.ts";
import { asciiSkeleton, looksOf } from "../room/skeleton.ts";
import type { Caller } from "./caller.ts";
import type { HubOptions } from "./hub_options.ts";
import { answerBytes, pageBytes } from "./answer_sizes.ts";
import { CrowdTally } from "./crowd_tally.ts";
import { GivenUp } from "./given_up.ts";
import { GuestsReplica } from "./guests_replica.ts";
import type { LookAlikes } from "./look_alikes.ts";
import type { Person } from "./person.ts";
import { Seat, type SeatHost } from "./seat.ts";
import { unlockSeat } from "./unlocking.ts";

/** How many times as much as a guest a visitor may ask for: a page is many small requests. */
const VISITOR_TIMES = 5;

/** Codes of refusals that end the connection. */
const LAST_CODES: ReadonlySet<ErrorCode> = new Set([
  "version-unsupported",
  "password-wrong",
  "banned",
]);

/**
 * Connects the doors with the room: it passes requests to the room and the journal, and performs
 * the effects.
 */
export class Hub implements SeatHost {
  readonly #options: HubOptions;
  /** The seats by connection, to find the one whose `hello` is applied. */
  readonly #opening = new Map<number, Seat>();
  readonly #seats = new Map<MemberId, Seat>();
  /** The allowance of each conversation, also while its client is away. */
  readonly #rates = new Map<MemberId, ConversationRate>();
  readonly #lookAlikes?: LookAlikes;
  readonly #givenUp = new GivenUp();
  /** Counts who comes and goes; missing where each is told of. */
  readonly #tally?: CrowdTally;
  #connections = 0;
  #isMuted = false;

  /** Joins the parts. The journal's events are applied here. */
  constructor(options: HubOptions) {
    this.#options = options;
    this.#lookAlikes = options.lookAlikes;
    options.journal.onApplied = (seq, event) => this.#apply(seq, event);
    this.#tally = options.journal.sharing && new CrowdTally();
    options.journal.share?.(new GuestsReplica({ ...options, seats: this.#seats }));
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

  /** Everybody who is here, with a name or without, in the order of their last arrival. */
  people(): Person[] {
    return Array.from(this.#seats.values(), ({ member, caller }) => ({
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
    const seat = this.#seats.values().find(({ caller }) => caller.address === address);
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
    return looksOf(name.normalize("NFC"), this.#lookAlikes?.skeletonOf ?? asciiSkeleton);
  }

  /** What a client may ask for that is no guest, such as a browser that loads the page. */
  visitorRate(origin: string): ConversationRate | undefined {
    return this.#options.rates.conversation(origin, VISITOR_TIMES);
  }

  /** Creates the seat of a guest. */
  seat(guest: Guest, caller: Caller): Seat {
    const number = (this.#options.journal.sharing?.numbersAfter ?? 0) + ++this.#connections;
    const seat = new Seat(this, number, guest, caller);
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
    const crowd = this.#tally?.due(this.online, Date.now());
    if (crowd) this.#options.delivery.tell({ all: "connected" }, crowd);
    this.#options.rates.tidy();
    for (const member of this.#rates.keys()) {
      if (!this.#options.room.has(member)) this.#rates.delete(member);
    }
  }

  /** Handles a request; see {@linkcode Seat.handle}. */
  handle(seat: Seat, request: Request): Promise<void> | undefined {
    if (seat.isOver) return undefined;
    const loading = "name" in request ? this.#lookAlikes?.prepare(request.name) : undefined;
    if (loading) return loading.then(() => this.handle(seat, request));
    this.#options.metrics.count(request.type);
    try {
      if (request.type === "hello" || request.type === "name" || request.type === "login") {
        const { name } = request;
        this.#options.bans?.check(seat.origin, () => name === undefined ? [] : this.looksOf(name));
      }
      if (request.type === "unlock" || request.type === "prove") {
        return this.#answer(seat, request.id, () => unlockSeat(this.#options.gate, seat, request));
      }
      return this.#carryOut(seat, this.#plan(seat, request), request.id);
    } catch (error) {
      this.#refuse(seat, request.id, error);
    }
  }

  /** Ends a seat; see {@linkcode Seat.leave}. */
  leave(seat: Seat, how: "hung-up" | "lost"): void {
    if (seat.isOver) return;
    seat.isOver = true;
    const { member } = seat;
    if (member === undefined || this.#isMuted) return;
    const event = this.#options.room.leave(member, how);
    if (event) this.#submit(event);
  }

  /** Tells a client, and the log, that it is slowed down. */
  slowed({ guest, caller, name }: Seat): void {
    const { metrics, log, rates } = this.#options;
    metrics.slowedClients++;
    log({ type: "slowed", peer: caller.address, name, rate: rates.perSecond });
    guest.slowed(rates.perSecond);
  }

  #plan(seat: Seat, request: Request): Plan {
    const { connection, member, origin, isAdmitted } = seat;
    return this.#options.room.ask({ connection, member, origin, isStranger: !isAdmitted }, request);
  }

  #carryOut(seat: Seat, plan: Plan, requestId: number): Promise<void> | undefined {
    const { files, journal } = this.#options;
    switch (plan.type) {
      case "propose":
        return this.#propose(seat, plan.event, requestId);
      case "answer":
        return this.#reply(seat, plan.reply);
      case "read-past":
        return this.#sendPage(seat, plan.id, () => journal.past.page(plan.query));
      case "search-past":
        return this.#sendPage(seat, plan.id, () => journal.past.find(plan.text, plan.query));
      case "list-files":
        return this.#answer(seat, plan.id, () => files.page(plan.from));
      case "grant":
        return this.#answer(
          seat,
          plan.id,
          () => files.grant(plan.name, { key: seat.member!, name: seat.name }),
        );
    }
  }

  #propose(seat: Seat, event: RoomEvent, id: number): Promise<void> | undefined {
    const { journal, delivery } = this.#options;
    if (!seat.isGreeted) this.#opening.set(seat.connection, seat);
    return journal.propose(event)?.then(
      () => delivery.relief(),
      (error) => this.#giveUp(seat, id, error),
    ) ?? delivery.relief();
  }

  /** Proposes an event that nobody waits for. */
  #submit(event: RoomEvent): void {
    this.#options.journal.propose(event)?.catch((error) => {
      if (!(error instanceof ProtocolError)) throw error;
    });
  }

  /** Refuses a request that may be carried out later all the same. */
  #giveUp(seat: Seat, id: number, error: unknown): void {
    this.#opening.delete(seat.connection);
    if (!(error instanceof ProtocolError)) throw error;
    if (seat.isOver) return;
    if (seat.member === undefined && seat.guest.close) {
      return void seat.guest.close(errorBody(error));
    }
    if (seat.member !== undefined) this.#givenUp.add(seat.member, id);
    this.#refuse(seat, id, error);
  }

  #apply(seq: number, event: RoomEvent): boolean {
    let effects: readonly Effect[];
    try {
      effects = this.#options.room.apply(seq, event);
    } catch (error) {
      this.#refuseEvent(event, error);
      return false;
    }
    if (event.type === "arrived" || event.type === "returned") this.#sit(event);
    for (const effect of effects) this.#perform(effect, event.member);
    if (event.type === "left") this.#rise(event.member);
    return true;
  }

  /** Answers the request that an event was made of, if it came from here and cannot be applied. */
  #refuseEvent(event: RoomEvent, error: unknown): void {
    if (!(error instanceof ProtocolError)) throw error;
    const isOpening = "connection" in event && event.type !== "left";
    const seat = isOpening ? this.#opening.get(event.connection) : this.#seats.get(event.member);
    if (isOpening) this.#opening.delete(event.connection);
    if (!seat || !("request" in event) || event.request === undefined) return;
    if (event.type === "returned") return void seat.guest.close?.(errorBody(error));
    const id = typeof event.request === "number" ? event.request : event.request.id;
    if (!this.#givenUp.takes(event.member, id)) this.#refuse(seat, id, error);
  }

  /** Assigns a conversation to the seat of its connection. */
  #sit({ connection, member }: RoomEventOf<"arrived" | "returned">): void {
    const seat = this.#opening.get(connection);
    this.#opening.delete(connection);
    const before = this.#seats.get(member);
    if (before) {
      before.isOver = true;
      before.wake();
      before.guest.replaced();
    }
    if (!seat) return this.#sitElsewhere(member, connection);
    this.#seats.set(member, seat);
    seat.member = member;
    seat.name = this.#options.room.nameOf(member);
    this.#options.delivery.attach(member, seat.guest);
    seat.rate = this.#rates.get(member) ?? seat.rate;
    if (seat.rate) this.#rates.set(member, seat.rate);
    if (seat.isOver) this.#stand(member);
  }

  /** Notes that a member is on another server, or has hung up before it was here. */
  #sitElsewhere(member: MemberId, connection: number): void {
    this.#seats.delete(member);
    this.#options.delivery.detach(member);
    const first = this.#options.journal.sharing?.numbersAfter ?? 0;
    if (connection <= first || connection > first + this.#connections) return;
    this.#stand(member);
  }

  /** Lets a member leave whose client hung up before it was here. */
  #stand(member: MemberId): void {
    const event = this.#options.room.leave(member, "hung-up");
    if (event) this.#submit(event);
  }

  #rise(member: MemberId): void {
    if (this.#options.room.connectionOf(member) !== undefined) return; // It has come back since.
    const seat = this.#seats.get(member);
    if (seat) seat.isOver = true;
    this.#seats.delete(member);
    this.#options.delivery.detach(member);
  }

  #perform(effect: Effect, by: MemberId): void {
    const { delivery, room } = this.#options;
    switch (effect.type) {
      case "reply":
        if (this.#givenUp.takes(effect.to, effect.reply.id)) return;
        return delivery.reply(effect.to, effect.reply);
      case "notice":
        if (!this.#tally?.takes(effect.to, effect.notice, room.online)) {
          return delivery.tell(effect.to, effect.notice);
        }
        // Who comes is told of it in any case.
        return effect.notice.type === "joined"
          ? delivery.tell({ only: by }, effect.notice)
          : undefined;
      case "replay":
        return void delivery.replay(effect.to, effect.messages);
      case "name":
        return this.#nameChanged(effect.member, effect.change);
      case "close":
        return delivery.guestOf(effect.member)?.finish(effect.reason);
    }
  }

  #nameChanged(member: MemberId, change: NameChange): void {
    const { delivery, log } = this.#options;
    const isNamed = change.type !== "unnamed";
    delivery.setNamed(member, isNamed);
    const seat = this.#seats.get(member);
    if (!seat) return;
    if (isNamed) seat.name = change.name;
    log({ peer: seat.caller.address, name: seat.name, ...change });
  }

  #reply({ member, guest, rate }: Seat, reply: Reply): undefined {
    if ("ok" in reply) rate?.chargeAnswer(answerBytes(reply.ok));
    if (member === undefined) guest.reply(reply);
    else this.#options.delivery.reply(member, reply);
  }

  #refuse(seat: Seat, id: number, error: unknown): void {
    if (!(error instanceof ProtocolError)) throw error;
    this.#options.metrics.refuse(error.code);
    this.#reply(seat, { id, error: errorBody(error) });
    if (LAST_CODES.has(error.code)) seat.guest.finish(error.message);
  }

  /** Answers with earlier messages, which follow the answer; the next request waits for them. */
  async #sendPage(seat: Seat, id: number, read: () => PastPage | Promise<PastPage>): Promise<void> {
    const { delivery } = this.#options;
    try {
      await delivery.caughtUp(seat.member!);
      const { messages, more, reached } = await read();
      if (seat.isOver) return;
      seat.rate?.chargeAnswer(pageBytes(messages));
      this.#reply(seat, {
        id,
        ok: { count: messages.length, more, ...reached === undefined ? {} : { reached } },
      });
      await delivery.replay(seat.member!, messages.map(asEarlier));
      await seat.guest.drained();
    } catch (error) {
      this.#refuse(seat, id, error);
    }
  }

  async #answer(seat: Seat, id: number, ask: () => Promise<Result>): Promise<void> {
    try {
      this.#reply(seat, { id, ok: await ask() });
    } catch (error) {
      this.#refuse(seat, id, error);
      const { caller: { address: peer }, name } = seat;
      this.#options.log({ type: "refused", peer, name, reason: (error as Error).message });
    }
  }
}
