import type { RoomEvent } from "../room/events.ts";
import type { Past } from "../room/past.ts";

/**
 * Takes a numbered event: `seq` is its own number if it is a message, else that of the last message.
 */
export type OnApplied = (seq: number, event: RoomEvent) => void;

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
}
