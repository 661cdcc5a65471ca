import { ProtocolError } from "../../protocol/mod.ts";

/** How long a ticket can be used, in ms: a client uses it at once, and a slow link needs a while. */
export const TICKET_LIFETIME_MS = 60_000;

/** What a ticket is good for. */
export interface Grant {
  /** The file it opens. */
  readonly file: string;
  /** Who it was given to, for the log. */
  readonly holder: string;
}

/** Options of {@linkcode Tickets}. */
export interface TicketsOptions {
  /** The time, in ms; only differences matter. */
  now: () => number;
  /** Makes a string that nobody can guess, another one at each call. */
  random: () => string;
}

/** Single-use permissions to download one file each, within a minute. */
export class Tickets {
  readonly #issued = new Map<string, Grant & { readonly expires: number }>();
  readonly #options: TicketsOptions;

  /** Makes a booth that has issued nothing yet. */
  constructor(options: TicketsOptions) {
    this.#options = options;
  }

  /** Makes a ticket. */
  issue(grant: Grant): string {
    this.#sweep();
    const ticket = this.#options.random();
    this.#issued.set(ticket, { ...grant, expires: this.#options.now() + TICKET_LIFETIME_MS });
    return ticket;
  }

  /**
   * Takes a ticket back; it is good for nothing afterwards.
   *
   * @throws {ProtocolError} `ticket-wrong` if it was never issued, used before, or has expired.
   */
  redeem(ticket: string): Grant {
    this.#sweep();
    const grant = this.#issued.get(ticket);
    if (!grant) {
      throw new ProtocolError(
        "ticket-wrong",
        "The ticket is unknown, used or expired: get another",
      );
    }
    this.#issued.delete(ticket);
    return grant;
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
