import type { ChatMessage } from "./events.ts";

/** Which earlier messages are asked for. */
export interface PageQuery {
  /**
   * Only messages whose number is less.
   *
   * @default {Infinity}
   */
  readonly before?: number;
  /**
   * Only messages whose number is greater.
   *
   * @default {0}
   */
  readonly after?: number;
  /**
   * Only messages that are not older than this, in ms since 1970 UTC.
   *
   * @default {0}
   */
  readonly since?: number;
  /** How many messages at most. */
  readonly count: number;
  /** How many bytes on the wire at most; one message is given however long it is. */
  readonly maxBytes: number;
}

/** Some earlier messages. */
export interface PastPage {
  /** The messages to everyone, the oldest first. */
  readonly messages: readonly ChatMessage[];
  /** Whether there are others: before these or, if the oldest were asked for, past them. */
  readonly more: boolean;
  /** What to go on with as `before`, if that is not the number of the first message here. */
  readonly reached?: number;
}

/** Marks a message as one of the past, for whoever asked for it. */
export function asEarlier(message: ChatMessage): ChatMessage {
  return { ...message, earlier: true };
}

/** The messages to everyone that a journal still has, as the room reads them. */
export interface Past {
  /** Names the room: the same string as long as the numbers go on. */
  readonly room: string;
  /** Number of the newest message, public or private; 0 before the first. */
  readonly seq: number;
  /**
   * Finds the messages after a number that a client did not say itself.
   *
   * @param last Number of the last message that the client has.
   * @param reader The client, as `authorOf` names it.
   * @returns The messages, oldest first.
   */
  after(last: number, reader: number): ChatMessage[];
  /**
   * Tells what is gone.
   *
   * @param reader A client, as `authorOf` names it.
   * @returns Number of the newest message that is no longer kept and that the client did not say
   * itself; 0 if there is none.
   */
  forgotten(reader: number): number;
  /**
   * Reads a page: the newest messages that fit on it or, if `after` is given, the oldest.
   *
   * @throws {ProtocolError} `history-unavailable` if they cannot be read.
   */
  page(query: PageQuery): PastPage;
}
