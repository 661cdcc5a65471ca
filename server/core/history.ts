import { MAX_MISSED_MESSAGES, type Notice } from "../../protocol/mod.ts";
import type { Visit } from "./visit.ts";

/** A message as its receivers see it. */
export type Message = Notice<"message">;

/** The room's last 200 messages to everyone, for those who come back. */
export class History {
  readonly #said: { readonly message: Message; readonly by: Visit }[] = [];
  /** The newest forgotten message, and the newest that somebody else said: numbers. */
  #forgotten: { seq: number; by?: Visit; others: number } = { seq: 0, others: 0 };

  /** Remembers a message, in place of the oldest if need be. */
  add(message: Message, by: Visit): void {
    this.#said.push({ message, by });
    if (this.#said.length <= MAX_MISSED_MESSAGES) return;
    const oldest = this.#said.shift()!;
    const { seq, by: before, others } = this.#forgotten;
    this.#forgotten = {
      seq: oldest.message.seq,
      by: oldest.by,
      others: oldest.by === before ? others : seq,
    };
  }

  /** The messages past a number that a client did not say itself, oldest first. */
  after(last: number, reader: Visit): Message[] {
    return this.#said.filter(({ message, by }) => message.seq > last && by !== reader)
      .map(({ message }) => message);
  }

  /** Number of the newest forgotten message that a client did not say itself; 0 if there is none. */
  forgotten(reader: Visit): number {
    const { seq, by, others } = this.#forgotten;
    return by === reader ? others : seq;
  }
}
