import type { RoomEvent } from "../room/events.ts";
import type { PageQuery, Past, PastPage } from "../room/past.ts";

/**
 * Takes a numbered event: `seq` is its own number if it is a message, else that of the last message.
 */
export type OnApplied = (seq: number, event: RoomEvent) => void;

/** Whether messages are being kept, for the metrics. */
export interface Keeping {
  /** Whether the disk takes them. */
  readonly isKeeping: boolean;
  /** How many wait until it does. */
  readonly waiting: number;
}

/**
 * Numbers the events of a room, hands them back to be applied, and keeps the messages to everyone.
 * Messages are numbered from 1, in the order in which they are applied.
 */
export interface Journal extends Past {
  /**
   * Takes an event that is to happen. It is numbered, applied by {@linkcode Journal.onApplied}, and
   * kept if it is a message to everyone.
   *
   * @returns Nothing if all that is done within the call; else a promise that resolves once it is
   * done, and rejects if it cannot be.
   */
  propose(event: RoomEvent): Promise<void> | undefined;
  /** Applies an event; set once by the owner of the journal, before the first proposal. */
  onApplied: OnApplied;
  /**
   * Makes sure that what was applied is kept. Called once a tick, before anything that confirms it is
   * sent.
   */
  commit?(): void;
  /**
   * Finds the newest messages that hold every word of a text.
   *
   * @param text No character of it has a meaning of its own.
   * @throws {ProtocolError} `history-unavailable` if they cannot be read.
   */
  find(text: string, query: PageQuery): Promise<PastPage>;
  /** How the keeping goes, if the journal keeps anything for longer than the process lives. */
  readonly keeping?: Keeping;
  /** Does what is due from time to time; to be called every second or so. */
  tidy?(): void;
  /** Keeps what is not kept yet, and lets go of what it holds. */
  close?(): Promise<void>;
}
