import { ProtocolError } from "../../protocol/mod.ts";

/** How long a ticket can be used, in ms: a client uses it at once, and a slow link needs a while. */
export const TICKET_LIFETIME_MS = 60_000;

/**
 * How long a ticket that a browser has used works for the same browser, in ms: it asks for the rest
 * of a broken download, and for each part of a film that is watched, with the same link.
 */
export const OPENED_LIFETIME_MS = 3_600_000;

/**
 * Most tickets of each kind, unused and opened, that are kept at a time, so that memory has a bound:
 * about 300 bytes each. This is far more than an honest crowd needs.
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

/**
 * Permissions to download one file each: once within a minute, or, for browsers, from one origin for
 * an hour after that.
 */
export class Tickets {
  readonly #issued = new Map<string, IssuedTicket>();
  /** Tickets that browsers have used, in the order of their first use. */
  readonly #opened = new Map<string, OpenedTicket>();
  readonly #options: TicketsOptions;

  /** Creates a store without tickets. */
  constructor(options: TicketsOptions) {
    this.#options = options;
  }

  /** Makes a ticket. */
  issue(grant: Grant): string {
    this.#sweep();
    const ticket = this.#options.random();
    keep(this.#issued, ticket, { grant, expires: this.#options.now() + TICKET_LIFETIME_MS });
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
    if (!issued) throw isWrong();
    this.#issued.delete(ticket);
    return issued.grant;
  }

  /**
   * Uses a ticket that stays valid for whoever used it first.
   *
   * @param origin Where the client comes from.
   * @throws {ProtocolError} `ticket-wrong` if it was never issued, has expired, or was used before,
   * unless {@linkcode open} was called for the same origin in the last hour.
   */
  open(ticket: string, origin: string): Grant {
    this.#sweep();
    const opened = this.#opened.get(ticket);
    if (opened) {
      if (opened.origin !== origin) throw isWrong();
      return opened.grant;
    }
    const grant = this.redeem(ticket);
    const expires = this.#options.now() + OPENED_LIFETIME_MS;
    keep(this.#opened, ticket, { grant, origin, expires });
    return grant;
  }

  /** Forgets what has expired. */
  #sweep(): void {
    const now = this.#options.now();
    forgetExpired(this.#issued, now);
    forgetExpired(this.#opened, now);
  }
}

/** A ticket that can be used until a time. */
interface IssuedTicket {
  readonly grant: Grant;
  readonly expires: number;
}

/** A ticket that one origin may use again. */
interface OpenedTicket extends IssuedTicket {
  readonly origin: string;
}

/** Adds a ticket; the oldest makes room for it. */
function keep<T>(tickets: Map<string, T>, ticket: string, entry: T): void {
  tickets.set(ticket, entry);
  if (tickets.size > MAX_TICKETS) tickets.delete(tickets.keys().next().value!);
}

/** Forgets what has expired: those that came first. */
function forgetExpired(tickets: Map<string, IssuedTicket>, now: number): void {
  for (const [ticket, { expires }] of tickets) {
    if (expires > now) return;
    tickets.delete(ticket);
  }
}

function isWrong(): ProtocolError {
  return new ProtocolError("ticket-wrong", "The ticket is unknown, used or expired: get another");
}
