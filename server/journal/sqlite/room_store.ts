import type { DatabaseSync, StatementSync } from "node:sqlite";
import { rollBack } from "./schema.ts";
import { lastOlder } from "./last_older.ts";
import { type KeptMessage, MessageTable, type Span } from "./message_table.ts";
import type { PageQuery } from "../../room/past.ts";
import { RoomFacts } from "./room_facts.ts";
import { PART_CHARS, SearchIndex } from "./search_index.ts";

/** Least parts that the index has once the file is as large as it may be. */
const LEAST_PARTS = 16;

/** Options of {@linkcode RoomStore}. */
export interface RoomStoreOptions {
  /** Makes the name of a new room: a string that no other room has. */
  random: () => string;
  /** Size that the file is to be kept below, in bytes. */
  maxBytes: number;
}

/** The room in its file: what it is called, its messages, and the index to search them. */
export class RoomStore {
  /** Names the room, over all restarts. */
  readonly room: string;
  /** The messages. */
  readonly messages: MessageTable;
  /** The index to search them. */
  readonly index: SearchIndex;
  readonly #db: DatabaseSync;
  readonly #facts: RoomFacts;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;

  /**
   * Takes a file with the present schema, and notes in it that it is in use.
   *
   * @throws {Error} If it cannot be written.
   */
  constructor(db: DatabaseSync, { random, maxBytes }: RoomStoreOptions) {
    this.#db = db;
    this.#begin = db.prepare("BEGIN IMMEDIATE");
    this.#commit = db.prepare("COMMIT");
    this.#facts = new RoomFacts(db);
    this.messages = new MessageTable(db);
    const maxChars = Math.min(PART_CHARS, maxBytes / LEAST_PARTS);
    this.index = new SearchIndex(db, this.messages, this.#facts, maxChars);
    this.room = this.#facts.text("room") ?? random();
    this.transact(() => this.#facts.set("room", this.room));
  }

  /** Number of the newest message, public or private, that was noted. */
  get seq(): number {
    return Math.max(this.#facts.number("seq"), this.messages.last, this.pruned);
  }

  /** Number of the newest message that was pruned; 0 if none was. */
  get pruned(): number {
    return this.#facts.number("pruned");
  }

  /** How far the index is behind: the numbers that it does not cover yet. */
  get unindexed(): number {
    return Math.max(0, this.messages.last - this.index.reach);
  }

  /** Bytes of the file that are in use, and that are free. */
  get size(): { readonly used: number; readonly free: number } {
    const pages = this.#pragma("page_count");
    const free = this.#pragma("freelist_count");
    const pageBytes = this.#pragma("page_size");
    return { used: (pages - free) * pageBytes, free: free * pageBytes };
  }

  /**
   * Does all of something, or nothing.
   *
   * @throws {Error} If it cannot be done; then nothing of it is.
   */
  transact(work: () => void): void {
    this.#begin.run();
    try {
      work();
      this.#commit.run();
    } catch (error) {
      rollBack(this.#db);
      throw error;
    }
  }

  /**
   * Keeps messages, and notes how far the numbers go if the messages do not say so.
   *
   * @param seq Number of the newest message, public or private.
   */
  append(messages: readonly KeptMessage[], seq: number): void {
    const isNoted = messages.at(-1)?.seq === seq;
    // A single statement is a transaction by itself.
    if (isNoted && messages.length === 1) return this.messages.insert(messages);
    this.transact(() => {
      this.messages.insert(messages);
      if (!isNoted) this.#facts.set("seq", seq);
    });
  }

  /**
   * Takes messages into the index that are not in it.
   *
   * @param count How many at most.
   * @returns How many it took.
   */
  extendIndex(count: number): number {
    let taken = 0;
    try {
      this.transact(() => taken = this.index.extend(count));
    } catch (error) {
      this.index.reload();
      throw error;
    }
    return taken;
  }

  /** Rebuilds a damaged index. */
  clearIndex(): void {
    this.transact(() => this.index.clear());
  }

  /**
   * Deletes some of the oldest messages, and the parts of the index that nothing is left of.
   *
   * @param count How many at most.
   * @param since Only up to the first that is not older than this, in ms since 1970 UTC.
   */
  prune(count: number, since?: number): void {
    this.transact(() => {
      const last = this.messages.deleteOldest(count, since);
      this.#facts.set("pruned", Math.max(last, this.pruned));
      this.index.dropBefore(this.messages.first || Infinity);
    });
  }

  /** Gives free pages back to the disk, so many at most. */
  shrink(pages: number): void {
    this.#db.exec(`PRAGMA incremental_vacuum(${pages})`);
  }

  /** Moves what the write-ahead log holds into the file. */
  checkpoint(): void {
    this.#db.exec("PRAGMA wal_checkpoint(PASSIVE)");
  }

  /** The part of the past that a query asks for. */
  spanOf(
    { after = 0, before = Infinity, since = 0 }: Pick<PageQuery, "after" | "before" | "since">,
  ): Span {
    const last = Number.MAX_SAFE_INTEGER;
    const span = { after: Math.min(after, last), before: Math.min(before, last), since };
    if (since === 0) return span;
    const { messages } = this;
    const range = { first: messages.first, last: messages.last };
    const older = lastOlder(since, range, (seq) => messages.timeAtOrAfter(seq));
    return { ...span, after: Math.max(span.after, older) };
  }

  /** Notes that something in the file is damaged, so that the next start looks at all of it. */
  suspect(): void {
    try {
      this.#facts.set("suspect", 1);
    } catch {
      // Then the damage is found again.
    }
  }

  /** Closes the file. */
  close(): void {
    this.#db.close();
  }

  #pragma(name: string): number {
    return Number(this.#db.prepare(`PRAGMA ${name}`).get()![name]);
  }
}
