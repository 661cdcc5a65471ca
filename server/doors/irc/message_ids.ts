/**
 * The ids of messages in IRC: the room and the number. A client can refer to a message by its id as
 * long as the numbers of the room go on.
 */
export class MessageIds {
  readonly #epoch: string;

  /**
   * Makes the ids of a room.
   *
   * @param room Names the room: the same string as long as the numbers go on.
   */
  constructor(room: string) {
    this.#epoch = room.replace(/[^\w]/g, "").slice(0, 12);
  }

  /** The id of a message, given its number. */
  of(seq: number): string {
    return `${this.#epoch}.${seq}`;
  }

  /** The number of the message that an id refers to; nothing if it is from another room. */
  seqOf(msgid: string): number | undefined {
    const [epoch, seq] = msgid.split(".");
    return epoch === this.#epoch && /^\d{1,15}$/.test(seq ?? "") ? Number(seq) : undefined;
  }
}
