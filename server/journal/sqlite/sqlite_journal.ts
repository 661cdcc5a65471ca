import type { RoomEvent } from "../../room/events.ts";
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
  /** The messages in the file. */
  readonly past: KeptPast;

  private constructor(past: KeptPast) {
    this.past = past;
  }

  /**
   * Opens the file, and makes it if there is none.
   *
   * @throws {Error} If it cannot be opened; the message says why.
   */
  static async open(options: KeptPastOptions): Promise<SqliteJournal> {
    return new SqliteJournal(await KeptPast.open(options));
  }

  /** How the keeping goes. */
  get keeping(): Keeping {
    return this.past;
  }

  /** Numbers an event and applies it; it is kept by the next {@linkcode SqliteJournal.commit}. */
  propose(event: RoomEvent): undefined {
    const isMessage = event.type === "said" || event.type === "told";
    const seq = isMessage ? this.past.number() : this.past.seq;
    this.onApplied(seq, event);
    if (event.type !== "said") return;
    const { from, text, time, author } = event;
    this.past.add({ seq, time, from, text, author });
  }

  /** Keeps what was said, in one transaction. */
  commit(): void {
    this.past.commit();
  }

  /** Tries again what failed, and does what can wait. */
  tidy(): void {
    this.past.tidy();
  }

  /** Keeps what waits, and closes the file. */
  async close(): Promise<void> {
    await this.past.close();
  }
}
