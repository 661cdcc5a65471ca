import type { ChatMessage, RoomEvent } from "../room/events.ts";
import type { PageQuery, PastPage } from "../room/past.ts";
import type { Journal, OnApplied } from "./journal.ts";
import { RecentMessages, type RecentMessagesOptions } from "./recent_messages.ts";

/** Options of {@linkcode MemoryJournal}. */
export interface MemoryJournalOptions extends RecentMessagesOptions {
  /** Names the room: a string that no other room has. */
  room: string;
}

/** Journal in memory: applies an event in the same call, and forgets everything with the process. */
export class MemoryJournal implements Journal {
  /** Applies an event. */
  onApplied: OnApplied = () => true;
  /** Names the room, which begins with this journal. */
  readonly room: string;
  readonly #recent: RecentMessages;
  #seq = 0;

  /** Creates an empty journal. */
  constructor(options: MemoryJournalOptions) {
    this.room = options.room;
    this.#recent = new RecentMessages(options);
  }

  /** Number of the newest message; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  /** Numbers an event and applies it. */
  propose(event: RoomEvent): undefined {
    if (event.type === "said" || event.type === "told") this.#seq++;
    this.onApplied(this.#seq, event);
    if (event.type === "said") this.#recent.add(this.#seq, event);
  }

  /** The messages after a number, without the reader's own, oldest first. */
  after(last: number, reader: number): ChatMessage[] {
    return this.#recent.after(last, reader);
  }

  /** Number of the newest dropped message that is not the reader's own; 0 if there is none. */
  forgotten(reader: number): number {
    return this.#recent.forgotten(reader);
  }

  /** Reads a page. */
  page(query: PageQuery): PastPage {
    return this.#recent.page(query);
  }

  /** Finds the newest messages that hold every word of a text. */
  find(text: string, query: PageQuery): Promise<PastPage> {
    return this.#recent.find(text, query);
  }
}
