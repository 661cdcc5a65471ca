import type { ChatMessage, RoomEvent } from "../../room/events.ts";
import type { PageQuery, PastPage } from "../../room/past.ts";
import type { Journal, Keeping, OnApplied } from "../journal.ts";
import { KeptPast, type KeptPastOptions } from "./kept_past.ts";

/**
 * Journal in an SQLite file: applies an event in the same call, and keeps the messages to everyone over
 * restarts. Private messages are numbered and never written: without accounts, whoever takes a name next
 * would read what was said to it.
 */
export class SqliteJournal implements Journal {
  /** Applies an event. */
  onApplied: OnApplied = () => true;
  readonly #past: KeptPast;

  private constructor(past: KeptPast) {
    this.#past = past;
  }

  /**
   * Opens the file, and makes it if there is none.
   *
   * @throws {Error} If it cannot be opened; the message says why.
   */
  static async open(options: KeptPastOptions): Promise<SqliteJournal> {
    return new SqliteJournal(await KeptPast.open(options));
  }

  /** Names the room, over all restarts. */
  get room(): string {
    return this.#past.room;
  }

  /** Number of the newest message, public or private. */
  get seq(): number {
    return this.#past.seq;
  }

  /** The name that a damaged file was given, which was in the place of this one. */
  get setAside(): string | undefined {
    return this.#past.setAside;
  }

  /** When the oldest message was said that is kept, in ms since 1970 UTC; nothing if there is none. */
  get oldest(): number | undefined {
    return this.#past.oldest;
  }

  /** How far the search index is behind: the numbers that it does not cover yet. */
  get unindexed(): number {
    return this.#past.unindexed;
  }

  /** How the keeping goes. */
  get keeping(): Keeping {
    return this.#past;
  }

  /** Numbers an event and applies it; it is kept by the next {@linkcode SqliteJournal.commit}. */
  propose(event: RoomEvent): undefined {
    const isMessage = event.type === "said" || event.type === "told";
    const seq = isMessage ? this.#past.number() : this.#past.seq;
    this.onApplied(seq, event);
    if (event.type !== "said") return;
    const { from, text, time, author } = event;
    this.#past.add({ seq, time, from, text, author });
  }

  /** Keeps what was said, in one transaction. */
  commit(): void {
    this.#past.commit();
  }

  /** The messages past a number that a client did not say itself, oldest first. */
  after(last: number, reader: number): ChatMessage[] {
    return this.#past.after(last, reader);
  }

  /** Number of the newest message that cannot be had any more; 0 if all can. */
  forgotten(_reader: number): number {
    return this.#past.forgotten;
  }

  /** Reads a page. */
  page(query: PageQuery): PastPage {
    return this.#past.page(query);
  }

  /** Finds the newest messages that hold every word of a text. */
  find(text: string, query: PageQuery): Promise<PastPage> {
    return this.#past.find(text, query);
  }

  /** Tries again what failed, and does what can wait. */
  tidy(): void {
    this.#past.tidy();
  }

  /** Keeps what waits, and closes the file. */
  async close(): Promise<void> {
    await this.#past.close();
  }
}
