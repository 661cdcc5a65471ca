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
   * Proposes an event. It is numbered, applied by {@linkcode Journal.onApplied}, and kept if it is
   * a message to everyone.
   *
   * @returns Undefined if this is done within the call. Otherwise a promise that resolves once it
   * is done, and rejects if it fails.
   */
  propose(event: RoomEvent): Promise<void> | undefined;
  /** Applies an event. The owner of the journal sets it once, before the first proposal. */
  onApplied: OnApplied;
  /** Commits what was applied. Called once a tick, before any confirmation is sent. */
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
  /** Does what is due from time to time. Call it about once a second. */
  tidy?(): void;
  /** Keeps what is not kept yet, and lets go of what it holds. */
  close?(): Promise<void>;
}
