import type { ErrorBody, Notice, Reply } from "../../protocol/mod.ts";

/**
 * How a door writes notices for its clients. One object for each encoding in use: a notice is encoded
 * once for each of them, however many clients it goes to.
 */
export interface Encoding {
  /**
   * Encodes a notice.
   *
   * @param guest One of those it is encoded for; the only one if the notice is private.
   * @returns Its bytes, which nobody may change. Empty if this protocol does not show the notice.
   */
  encode(notice: Notice, guest: Guest): Uint8Array;
}

/** What a door gives the room for each of its clients: takes replies and encoded notices. */
export interface Guest {
  /** How notices are encoded for it. */
  readonly encoding: Encoding;
  /**
   * Whether so much waits to be sent to it that others should pause. False again soon for a client
   * that takes nothing: nobody waits for that one.
   */
  readonly isCrowded: boolean;
  /** Queues a reply. Replies are queued in the order of the requests. */
  reply(reply: Reply): void;
  /**
   * Queues encoded notices.
   *
   * @param bytes Whole notices; shared with other guests.
   * @param at When the event happened, by `performance.now`: for the delivery latency.
   */
  push(bytes: Uint8Array, at: number): void;
  /** Resolves once it is no longer crowded, or is gone. */
  whenRelieved(): Promise<void>;
  /** Resolves once everything queued has been sent, or cannot be sent. */
  drained(): Promise<void>;
  /** Tells the client that its requests are read more slowly from now on. */
  slowed(rate: number): void;
  /** Ends the conversation once what is queued has been sent; the reason is for the log. */
  finish(reason: string): void;
  /** Sends something that asks for nothing, if its protocol has that. */
  ping?(): void;
  /** Tells the client why, sends what is queued and ends the conversation. */
  close?(why: ErrorBody): Promise<void>;
  /** Closes the connection without a notice, because the client is on another one. */
  replaced(): void;
}
