import type { ChatMessage, MemberId } from "./events.ts";

/** The messages to everyone that a journal still has, as the room reads them. */
export interface Past {
  /** Number of the newest message, public or private; 0 before the first. */
  readonly seq: number;
  /**
   * Finds the messages after a number that a client did not say itself.
   *
   * @param last Number of the last message that the client has.
   * @param reader The client.
   * @returns The messages, oldest first.
   */
  after(last: number, reader: MemberId): ChatMessage[];
  /**
   * Tells what is gone.
   *
   * @param reader A client.
   * @returns Number of the newest message that is no longer kept and that the client did not say
   * itself; 0 if there is none.
   */
  forgotten(reader: MemberId): number;
}
