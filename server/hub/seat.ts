import type { Request } from "../../protocol/mod.ts";
import type { ConversationRate, Rates } from "../admission/rates.ts";
import type { Guest } from "../delivery/guest.ts";
import type { MemberId } from "../room/events.ts";
import type { Caller } from "./caller.ts";

/** What a seat needs from its hub. */
export interface SeatHost {
  /** The limits of the rate of requests. */
  readonly rates: Rates;
  /** Takes a request. */
  handle(seat: Seat, request: Request): Promise<void> | undefined;
  /** Ends a seat. */
  leave(seat: Seat, how: "hung-up" | "lost"): void;
  /** Tells a client that it is slowed down. */
  slowed(seat: Seat): void;
}

/**
 * A guest's place at the hub. There is one for each connection; it is a member of the room once it
 * is greeted.
 */
export class Seat {
  /** The member, once it is greeted. Only the hub changes it. */
  member?: MemberId;
  /** The client's current or last name. Only the hub changes it. */
  name?: string;
  /** The allowance of its client; undefined if there is no limit. Only the hub changes it. */
  rate?: ConversationRate;
  /** Whether it is over: the guest has left, or its client is on another connection. */
  isOver = false;
  readonly #hub: SeatHost;
  #wake?: () => void;

  /** Call `Hub.seat` instead. */
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

  /**
   * Charges what has arrived to the client's allowance.
   *
   * @param bytes How many bytes that is.
   * @returns What to wait for before carrying it out, if anything.
   */
  admit(bytes: number): Promise<void> | undefined {
    if (!this.rate) return undefined;
    const { ms, isNews } = this.rate.charge(bytes);
    if (isNews) this.#hub.slowed(this);
    return ms > 0 ? this.#pause(ms) : undefined;
  }

  /**
   * Handles a request. The guest gets exactly one reply to it, in the order of the requests.
   *
   * @param bytes How many bytes it had on the wire.
   * @returns What to wait for before the next request, if anything.
   */
  handle(request: Request, bytes: number): Promise<void> | undefined {
    const ms = request.type === "say" ? this.#hub.rates.chargeSaid(bytes) : 0;
    if (ms === 0) return this.#hub.handle(this, request);
    return this.#pause(ms).then(() => this.#hub.handle(this, request));
  }

  /**
   * Leaves, and tells the others if it had a name. A second call has no effect.
   *
   * @param how `hung-up` if the client ended its stream, which frees the name; `lost` if the server
   * gave the connection up, which holds the name for the client for two minutes.
   */
  leave(how: "hung-up" | "lost"): void {
    this.#hub.leave(this, how);
    this.wake();
  }

  /** Ends the current wait, because the connection ends. */
  wake(): void {
    this.#wake?.();
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
