import { isWhole, numberAt, senderAt } from "./text.ts";

/** Checks that every member hears every other's texts: each once, and in the order they were said. */
export class DeliveryCheck {
  /** Texts that arrived as they should. */
  delivered = 0;
  /** What went wrong first. */
  fault?: string;
  readonly #members: number;
  /** The number of the next text, by receiver and sender. */
  readonly #next: Uint32Array;

  /**
   * Expects nothing yet.
   *
   * @param members How many hear.
   * @param senders How many of them, from the first on, speak.
   */
  constructor(members: number, private readonly senders: number) {
    this.#members = members;
    this.#next = new Uint32Array(members * senders);
  }

  /** Takes a text that arrived at a receiver, at this place. */
  heard(receiver: number, bytes: Uint8Array, at: number): void {
    const sender = senderAt(bytes, at);
    if (!isWhole(bytes, at) || !(sender < this.senders)) {
      return this.#fail(`${receiver} heard something nobody said`);
    }
    if (sender === receiver) return this.#fail(`${receiver} heard itself`);
    const number = numberAt(bytes, at);
    const place = receiver * this.senders + sender;
    const expected = this.#next[place]!;
    if (number !== expected) {
      return this.#fail(`${receiver} heard ${number} of ${sender}, expected ${expected}`);
    }
    this.#next[place] = expected + 1;
    this.delivered++;
  }

  /** Names who misses a text, once all should have arrived; undefined if nobody does. */
  missing(each: number): string | undefined {
    for (let receiver = 0; receiver < this.#members; receiver++) {
      for (let sender = 0; sender < this.senders; sender++) {
        const heard = this.#next[receiver * this.senders + sender]!;
        if (sender !== receiver && heard < each) {
          return `${receiver} heard ${heard} of ${each} texts of ${sender}`;
        }
      }
    }
  }

  #fail(fault: string): void {
    this.fault ??= fault;
  }
}
