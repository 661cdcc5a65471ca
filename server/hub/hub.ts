import {
  errorBody,
  type ErrorCode,
  ProtocolError,
  type Reply,
  type Request,
  type Result,
} from "../../protocol/mod.ts";
import type { Bans } from "../admission/bans.ts";
import type { PasswordGate } from "../admission/password/password_gate.ts";
import type { ConversationRate, Rates } from "../admission/rates.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Guest } from "../delivery/guest.ts";
import type { FileService } from "../files/file_service.ts";
import type { Journal } from "../journal/journal.ts";
import type { Log } from "../observability/log.ts";
import type { Metrics } from "../observability/metrics.ts";
import type {
  ChatMessage,
  Effect,
  MemberId,
  NameChange,
  RoomEvent,
  RoomEventOf,
} from "../room/events.ts";
import type { Plan } from "../room/handlers/handlers.ts";
import { asEarlier, type PastPage } from "../room/past.ts";
import type { Past } from "../room/past.ts";
import type { Room } from "../room/room.ts";
import { asciiSkeleton, looksOf } from "../room/skeleton.ts";
import type { Caller } from "./caller.ts";
import type { LookAlikes } from "./look_alikes.ts";
import { Seat, type SeatHost } from "./seat.ts";
import { unlockSeat } from "./unlocking.ts";

/** About how many bytes a name and a file take in an answer, and a message beside its text. */
const NAME_BYTES = 16;
const FILE_BYTES = 64;
const MESSAGE_BYTES = 100;

/** How many times as much as a guest a visitor may ask for: a page is many small requests. */
const VISITOR_TIMES = 5;

/** The parts that a hub joins. */
export interface HubOptions {
  /** The rules. */
  readonly room: Room;
  /** Numbers and keeps the events. */
  readonly journal: Journal;
  /** Delivers notices and replies to the guests. */
  readonly delivery: Delivery;
  /** The shared folder. */
  readonly files: FileService;
  /** What clients may ask for. */
  readonly rates: Rates;
  /** What tells the room which names look the same; undefined if that takes no loading. */
  readonly lookAlikes?: LookAlikes;
  /** Who may not come in. */
  readonly bans?: Bans;
  /** The password that clients have to know; undefined if there is none. */
  readonly gate?: PasswordGate;
  /** Takes the events for the log. */
  readonly log: Log;
  /** Counts requests and errors. */
  readonly metrics: Metrics;
}

/** Codes of refusals that end the connection. */
const LAST_CODES: ReadonlySet<ErrorCode> = new Set([
  "version-unsupported",
  "password-wrong",
  "banned",
]);

/** Somebody who has said hello, as the operator sees them. */
export interface Person {
  /** The name, if there is one. */
  readonly name?: string;
  /** Where they are, as `IP:PORT`: no other connection has the same. */
  readonly address: string;
  /** The address or network that counts for them. */
  readonly origin: string;
}

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
  #connections = 0;
  #isMuted = false;

  /** Joins the parts. The journal's events are applied here. */
  constructor(options: HubOptions) {
    this.#options = options;
    this.#lookAlikes = options.lookAlikes;
    options.journal.onApplied = (seq, event) => this.#apply(seq, event);
  }

  /** Whether clients have to know a password. */
  get hasPassword(): boolean {
    return this.#options.gate !== undefined;
  }

  /** The earlier messages. */
  get past(): Past {
    return this.#options.journal;
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
    this.#options.journal.propose(this.#options.room.remove(seat.member!, reason));
    void seat.guest.close?.({ code, message });
  }

  /** Says something to everyone, as the server. */
  announce(text: string): void {
    this.#options.journal.propose(this.#options.room.announce(text));
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
    const seat = new Seat(this, ++this.#connections, guest, caller);
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
    for (const event of this.#options.room.due()) this.#options.journal.propose(event);
    this.#options.journal.tidy?.();
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
      return this.#carryOut(seat, this.#plan(seat, request));
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
    if (event) this.#options.journal.propose(event);
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

  #carryOut(seat: Seat, plan: Plan): Promise<void> | undefined {
    const { files, journal } = this.#options;
    switch (plan.type) {
      case "propose":
        return this.#propose(seat, plan.event);
      case "answer":
        return this.#reply(seat, plan.reply);
      case "read-past":
        return this.#sendPage(seat, plan.id, () => journal.page(plan.query));
      case "search-past":
        return this.#sendPage(seat, plan.id, () => journal.find(plan.text, plan.query));
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

  #propose(seat: Seat, event: RoomEvent): Promise<void> | undefined {
    const { journal, delivery } = this.#options;
    if (!seat.isGreeted) this.#opening.set(seat.connection, seat);
    return journal.propose(event) ?? delivery.relief();
  }

  #apply(seq: number, event: RoomEvent): void {
    const effects = this.#options.room.apply(seq, event);
    if (event.type === "arrived" || event.type === "returned") this.#sit(event);
    for (const effect of effects) this.#perform(effect);
    if (event.type === "left") this.#rise(event.member);
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
    if (!seat) return;
    this.#seats.set(member, seat);
    seat.member = member;
    seat.name = this.#options.room.nameOf(member);
    this.#options.delivery.attach(member, seat.guest);
    seat.rate = this.#rates.get(member) ?? seat.rate;
    if (seat.rate) this.#rates.set(member, seat.rate);
  }

  #rise(member: MemberId): void {
    const seat = this.#seats.get(member);
    if (seat) seat.isOver = true;
    this.#seats.delete(member);
    this.#options.delivery.detach(member);
  }

  #perform(effect: Effect): void {
    const { delivery } = this.#options;
    switch (effect.type) {
      case "reply":
        return delivery.reply(effect.to, effect.reply);
      case "notice":
        return delivery.tell(effect.to, effect.notice);
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

/** About how many bytes a long answer takes; 0 for all others. */
function answerBytes(ok: Result): number {
  if ("names" in ok) return ok.names.length * NAME_BYTES;
  return "files" in ok ? ok.files.length * FILE_BYTES : 0;
}

/** About how many bytes a page of messages takes. */
function pageBytes(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { text }) => sum + text.length + MESSAGE_BYTES, 0);
}
