import { ProtocolError } from "../../protocol/mod.ts";

/** How long a ticket can be used, in ms: a client uses it at once, and a slow link needs a while. */
export const TICKET_LIFETIME_MS = 60_000;

/**
 * Most tickets that are kept at a time, so that memory has a bound: about 300 bytes each. Clients
 * use theirs within seconds, so this is far more than an honest crowd needs.
 */
const MAX_TICKETS = 50_000;

/** Who asked for a file. */
export interface Holder {
  /**
   * Whose download turns it takes: the same for all downloads of one member, or of one address, and
   * different for any two of them, whatever names they have or take.
   */
  readonly key: string | number;
  /** The name when the ticket was given, for the log; undefined if it had none. */
  readonly name?: string;
}

/** What a ticket is valid for. */
export interface Grant {
  /** The file it opens. */
  readonly file: string;
  /** Who it was given to. */
  readonly holder: Holder;
}

/** Options of {@linkcode Tickets}. */
export interface TicketsOptions {
  /** The time, in ms, by a monotonic clock; only differences matter. */
  now: () => number;
  /** Makes an unguessable string, a new one at each call. */
  random: () => string;
}

/** Single-use permissions to download one file each, within a minute. */
export class Tickets {
  readonly #issued = new Map<string, { readonly grant: Grant; readonly expires: number }>();
  readonly #options: TicketsOptions;

  /** Creates a store without tickets. */
  constructor(options: TicketsOptions) {
    this.#options = options;
  }

  /** Makes a ticket. */
  issue(grant: Grant): string {
    this.#sweep();
    const ticket = this.#options.random();
    this.#issued.set(ticket, { grant, expires: this.#options.now() + TICKET_LIFETIME_MS });
    if (this.#issued.size > MAX_TICKETS) this.#issued.delete(this.#issued.keys().next().value!);
    return ticket;
  }

  /**
   * Redeems a ticket. It is invalid afterwards.
   *
   * @throws {ProtocolError} `ticket-wrong` if it was never issued, used before, or has expired.
   */
  redeem(ticket: string): Grant {
    this.#sweep();
    const issued = this.#issued.get(ticket);
    if (!issued) {
      throw new ProtocolError(
        "ticket-wrong",
        "The ticket is unknown, used or expired: get another",
      );
    }
    this.#issued.delete(ticket);
    return issued.grant;
  }

  /** Forgets what has expired. Tickets expire in the order they were issued in. */
  #sweep(): void {
    const now = this.#options.now();
    for (const [ticket, { expires }] of this.#issued) {
      if (expires > now) return;
      this.#issued.delete(ticket);
    }
  }
}
