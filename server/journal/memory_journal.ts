import type { RoomEvent } from "../room/events.ts";
import type { Journal, OnApplied } from "./journal.ts";
import { RecentMessages, type RecentMessagesOptions } from "./recent_messages.ts";

/** Journal in memory: applies an event in the same call, and forgets everything with the process. */
export class MemoryJournal implements Journal {
  /** Applies an event. */
  onApplied: OnApplied = () => true;
  /** The latest messages, of a room that begins with this journal. */
  readonly past: RecentMessages;

  /** Creates an empty journal. */
  constructor(options: RecentMessagesOptions) {
    this.past = new RecentMessages(options);
  }

  /** Numbers an event and applies it. */
  propose(event: RoomEvent): undefined {
    const { past } = this;
    if (event.type === "said" || event.type === "told") past.seq++;
    this.onApplied(past.seq, event);
    if (event.type === "said") past.add(past.seq, event);
  }
}
