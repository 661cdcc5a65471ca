/** Takes what a connection says, one call for each thing said. */
export interface Listener {
  /** The name is taken and the room entered. */
  welcomed(): void;
  /** A text arrived; it begins at this place. */
  heard(bytes: Uint8Array, at: number): void;
  /** The server confirmed a message. */
  confirmed(): void;
  /** The server wants these bytes in return: the answer to its ping. */
  answer(bytes: Uint8Array<ArrayBuffer>): void;
  /** The server refused something. */
  refused(why: string): void;
}

/** A chat protocol, as much of it as a load needs. */
export interface Wire {
  /** How many may connect at once, where the server's listen queue is short. */
  readonly maxJoins?: number;
  /** What to begin a conversation with: takes the name, enters the room. */
  hello(name: string): Uint8Array<ArrayBuffer>;
  /** Says a text to everyone else in the room. */
  say(text: string): Uint8Array<ArrayBuffer>;
  /** Says a text to one. */
  tell(to: string, text: string): Uint8Array<ArrayBuffer>;
  /** Asks the server to end the conversation. */
  bye(): Uint8Array<ArrayBuffer>;
  /**
   * Reads the whole messages in `bytes` from `at` to `end`.
   *
   * @returns Where the first incomplete one begins.
   */
  read(bytes: Uint8Array, at: number, end: number, listener: Listener): number;
}
