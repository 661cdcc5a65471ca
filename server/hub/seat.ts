import { MAX_NAME_UNITS, MAX_TEXT_CHARS, type Request } from "../../protocol/mod.ts";
import type { ConversationRate } from "../admission/rates.ts";
import { type Wait, waitFor } from "../admission/wait.ts";
import type { PasswordExchange } from "../admission/password/password_gate.ts";
import type { Guest } from "../delivery/guest.ts";
import type { MemberId } from "../room/events.ts";
import type { Caller } from "./caller.ts";

/** How often a client that waits is asked whether it is there, in ms. */
const PROBE_EVERY_MS = 2_000;

/** What a seat needs of its hub. */
export interface SeatHost {
  /** Takes a request. */
  handle(seat: Seat, request: Request): Promise<void> | undefined;
  /** Ends a seat. */
  leave(seat: Seat, how: "hung-up" | "lost"): void;
  /** Tells a client that it is slowed down. */
  slowed(seat: Seat): void;
}

/** A guest's place at the hub: one for each connection, member of the room once it is greeted. */
export class Seat {
  /** The conversation that it is on, once it is greeted; only the hub changes it. */
  member?: MemberId;
  /** The name that its client has, or had last; only the hub changes it. */
  name?: string;
  /** What its client may ask for; none if there is no limit. Only the hub changes it. */
  rate?: ConversationRate;
  /** Whether it has passed the server's password, if there is one. Only the hub changes it. */
  isAdmitted = true;
  /**
   * Whether it has begun to prove the password. It may have to wait, so that the deadline of hello
   * does not hold for it any more.
   */
  hasKnocked = false;
  /** The proof of the password that is under way. */
  exchange?: PasswordExchange;
  /** Whether it is over: the guest has left, or its client is on another connection. */
  isOver = false;
  readonly #hub: SeatHost;
  #wait?: Wait;
  #isAwake = false;

  /** Made by `Hub.seat`. */
  constructor(
    hub: SeatHost,
    readonly connection: number,
    readonly guest: Guest,
    readonly caller: Caller,
  ) {
    this.#hub = hub;
  }

  /** Whether `hello` was answered with `ok`. */
  get isGreeted(): boolean {
    return this.member !== undefined;
  }

  /** The address or network that it counts for. */
  get origin(): string {
    return this.caller.origin;
  }

  /**
   * Waits.
   *
   * @param ms How long, unless its connection ends before.
   * @returns Whether its connection is still there.
   */
  async pause(ms: number): Promise<boolean> {
    // Nothing is read meanwhile: only a write tells that the client has gone.
    const probe = setInterval(() => this.guest.ping?.(), PROBE_EVERY_MS);
    await this.#hold(waitFor(ms));
    clearInterval(probe);
    return !this.isOver;
  }

  /**
   * Charges what has arrived to the client's allowance.
   *
   * @param bytes How many bytes that is.
   * @returns What to wait for before obeying it, if anything.
   */
  admit(bytes: number): Promise<void> | undefined {
    if (!this.rate) return undefined;
    const { ms, isNews } = this.rate.charge(bytes);
    if (isNews) this.#hub.slowed(this);
    const atOrigin = () => this.#hold(this.rate!.chargeOrigin(bytes));
    return ms > 0 ? this.#hold(waitFor(ms))?.then(atOrigin) : atOrigin();
  }

  /**
   * Takes a request. The guest gets exactly one reply to it, in the order of the requests.
   *
   * @param bytes How many bytes it had on the wire.
   * @returns What to wait for before the next request, if anything.
   */
  handle(request: Request, bytes: number): Promise<void> | undefined {
    const told = bytesToldOf(request, bytes);
    const turn = told === undefined ? undefined : this.#hold(this.rate?.chargeRoom(told));
    if (!turn) return this.#hub.handle(this, request);
    // Not if the wait was given up, as the connection ends: that would be a way past the rate.
    return turn.then(() => this.#isAwake ? undefined : this.#hub.handle(this, request));
  }

  /**
   * Charges what a door tells others by itself, as what is said is charged.
   *
   * @param bytes How many bytes they are told.
   * @returns What to wait for before, if anything.
   */
  announce(bytes: number): Promise<void> | undefined {
    return this.#hold(this.rate?.chargeRoom(bytes));
  }

  /**
   * Leaves, and tells the others if it had a name. May be called again, to no effect.
   *
   * @param how `hung-up` if the client ended its stream, which frees the name; `lost` if the server
   * gave the connection up, which holds the name for the client for two minutes.
   */
  leave(how: "hung-up" | "lost"): void {
    this.#hub.leave(this, how);
    this.wake();
  }

  /** Ends the wait at hand, and waits no more: its connection ends, and whoever waits is to notice. */
  wake(): void {
    this.#isAwake = true;
    this.#wait?.cancel();
  }

  #hold(wait: Wait | undefined): Promise<void> | undefined {
    this.#wait = wait;
    if (this.#isAwake) wait?.cancel();
    return wait?.done;
  }
}

/**
 * How many bytes of text others are told if a request is obeyed; undefined if nobody is, as it tells
 * nothing or will be refused.
 */
function bytesToldOf(request: Request, bytes: number): number | undefined {
  switch (request.type) {
    case "say":
      return isTooLong(request.text) ? undefined : bytes;
    case "tell":
      return isTooLong(request.text) || request.to.length > MAX_NAME_UNITS ? undefined : bytes;
    case "hello":
    case "login":
    case "name":
    case "logout":
      return 0;
  }
}

/** Whether a text is refused whatever its characters are: each has two UTF-16 units at most. */
function isTooLong({ length }: string): boolean {
  return length > 2 * MAX_TEXT_CHARS;
}
