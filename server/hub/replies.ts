import {
  errorBody,
  type ErrorCode,
  ProtocolError,
  type Reply,
  type Result,
} from "../../protocol/mod.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Log } from "../observability/log.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { MemberId } from "../room/events.ts";
import { asEarlier, type PastPage } from "../room/past.ts";
import { answerBytes, pageBytes } from "./answer_sizes.ts";
import { GivenUp } from "./given_up.ts";
import type { Seat } from "./seat.ts";

/** Codes of refusals that end the connection. */
const LAST_CODES: ReadonlySet<ErrorCode> = new Set([
  "version-unsupported",
  "password-wrong",
  "banned",
]);

/** Options of {@linkcode Replies}. */
export interface RepliesOptions {
  /** Delivers the replies to members, in the one order of events. */
  readonly delivery: Delivery;
  /** Counts the refusals. */
  readonly metrics: Metrics;
  /** Takes the refusals of files for the log. */
  readonly log: Log;
}

/** Replies to requests: one to each. */
export class Replies {
  readonly #options: RepliesOptions;
  readonly #givenUp = new GivenUp();

  /** Begins with no request given up. */
  constructor(options: RepliesOptions) {
    this.#options = options;
  }

  /** Sends the reply that comes of an applied event, unless its request was given up. */
  confirm(member: MemberId, reply: Reply): void {
    if (!this.hasGivenUp(member, reply.id)) this.#options.delivery.reply(member, reply);
  }

  /** Whether a request that is decided now was refused before, as it took too long; says so once. */
  hasGivenUp(member: MemberId, id: number): boolean {
    return this.#givenUp.takes(member, id);
  }

  /** Sends a reply. */
  send({ member, guest, rate }: Seat, reply: Reply): undefined {
    if ("ok" in reply) rate?.chargeAnswer(answerBytes(reply.ok));
    if (member === undefined) guest.reply(reply);
    else this.#options.delivery.reply(member, reply);
  }

  /**
   * Refuses a request, and ends the connection after refusals that leave nothing to say.
   *
   * @throws What is no `ProtocolError`: it is the server's fault.
   */
  refuse(seat: Seat, id: number, error: unknown): void {
    if (!(error instanceof ProtocolError)) throw error;
    this.#options.metrics.refuse(error.code);
    this.send(seat, { id, error: errorBody(error) });
    if (LAST_CODES.has(error.code)) seat.guest.finish(error.message);
  }

  /** Refuses a request that may be carried out later all the same. */
  giveUp(seat: Seat, id: number, error: unknown): void {
    if (!(error instanceof ProtocolError)) throw error;
    if (seat.isOver) return;
    if (seat.member === undefined && seat.guest.close) {
      return void seat.guest.close(errorBody(error));
    }
    if (seat.member !== undefined) this.#givenUp.add(seat.member, id);
    this.refuse(seat, id, error);
  }

  /** Replies with what something results in. */
  async answer(seat: Seat, id: number, ask: () => Promise<Result>): Promise<void> {
    try {
      this.send(seat, { id, ok: await ask() });
    } catch (error) {
      this.refuse(seat, id, error);
      const { caller: { address: peer }, name } = seat;
      this.#options.log({ type: "refused", peer, name, reason: (error as Error).message });
    }
  }

  /** Replies with earlier messages, which follow the reply; the next request waits for them. */
  async sendPage(seat: Seat, id: number, read: () => PastPage | Promise<PastPage>): Promise<void> {
    const { delivery } = this.#options;
    try {
      await delivery.caughtUp(seat.member!);
      const { messages, more, reached } = await read();
      if (seat.isOver) return;
      seat.rate?.chargeAnswer(pageBytes(messages));
      this.send(seat, {
        id,
        ok: { count: messages.length, more, ...reached === undefined ? {} : { reached } },
      });
      await delivery.replay(seat.member!, messages.map(asEarlier));
      await seat.guest.drained();
    } catch (error) {
      this.refuse(seat, id, error);
    }
  }
}
