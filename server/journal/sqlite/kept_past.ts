import type { ChatMessage } from "../../room/events.ts";
import type { PageQuery, PastPage } from "../../room/past.ts";
import type { Keeping, SearchablePast } from "../journal.ts";
import { PageBuilder } from "../page_builder.ts";
import { SearchTerms } from "../search_terms.ts";
import { FilePresence } from "./file_presence.ts";
import { Housekeeping } from "./housekeeping.ts";
import { Keeper, type KeepingChange } from "./keeper.ts";
import type { KeptMessage, Span } from "./message_table.ts";
import { historyUnavailable, noticeOf, StoreReader } from "./store_reader.ts";
import { openRoomFile } from "./room_file.ts";
import { RoomStore } from "./room_store.ts";
import { SearchTurns } from "./search_turns.ts";
import { Searcher } from "./searcher.ts";
import { isDamage, isIndexDamage } from "./store_trouble.ts";

/** Why nothing is kept in a file that was deleted or replaced: nobody could read it. */
const GONE = "the file is gone, or is another one";

/** Options of {@linkcode KeptPast.open}. */
export interface KeptPastOptions {
  /** Where the file is. */
  path: string;
  /** How long messages are kept, in days; 0 is forever. */
  days: number;
  /** Size that the file is kept below, in bytes. */
  maxBytes: number;
  /** Makes the name of a new room: a string that no other room has. */
  random: () => string;
  /** Told when messages cannot be kept any more, and when they can again. */
  onChange: (change: KeepingChange) => void;
  /**
   * The time, in ms since 1970 UTC.
   *
   * @default {Date.now}
   */
  now?: () => number;
  /**
   * The time of a monotonic clock, in ms.
   *
   * @default {performance.now}
   */
  clock?: () => number;
  /**
   * Does something after a time in ms; returns what calls it off.
   *
   * @default a timer
   */
  after?: (ms: number, run: () => void) => () => void;
}

/** The past of a room in an SQLite file: numbers the messages, keeps those to everyone, finds them. */
export class KeptPast implements SearchablePast, Keeping {
  /** The name that a damaged file was given, which was in the place of this one. */
  readonly setAside?: string;
  readonly #store: RoomStore;
  readonly #keeper: Keeper;
  readonly #housekeeping: Housekeeping;
  readonly #reader: StoreReader;
  readonly #searcher: Searcher;
  readonly #turns = new SearchTurns();
  readonly #presence: FilePresence;
  /** Whether the index had to be rebuilt. If something still fails, the file itself is damaged. */
  #isRenewed = false;

  private constructor(store: RoomStore, options: KeptPastOptions, setAside?: string) {
    const { now = Date.now, clock = () => performance.now(), after = timer } = options;
    this.setAside = setAside;
    this.#store = store;
    this.#keeper = new Keeper({ store, now: clock, onChange: options.onChange });
    this.#presence = new FilePresence(options.path, clock);
    const onTrouble = (error: unknown) => this.#indexFailed(error);
    this.#housekeeping = new Housekeeping({
      ...options,
      store,
      now,
      clock,
      after,
      onTrouble,
    });
    this.#reader = new StoreReader({
      store,
      unkept: () => {
        this.commit();
        return this.#keeper.waiting;
      },
      onFailure: (error) => this.#failed(error),
    });
    const { messages, index } = store;
    this.#searcher = new Searcher({
      messages,
      index,
      now: clock,
      pause: () => this.#turns.pause(),
    });
    this.#housekeeping.wake();
  }

  /**
   * Opens the file, and makes it if there is none.
   *
   * @throws {Error} If it cannot be opened; the message says why.
   */
  static async open(options: KeptPastOptions): Promise<KeptPast> {
    const { path, now = Date.now } = options;
    const { db, setAside } = await openRoomFile(path, now());
    return new KeptPast(new RoomStore(db, options), options, setAside);
  }

  /** Names the room, over all restarts. */
  get room(): string {
    return this.#store.room;
  }

  /** Number of the newest message, public or private. */
  get seq(): number {
    return this.#keeper.seq;
  }

  /** When the oldest message was said that is kept, in ms since 1970 UTC; nothing if there is none. */
  get oldest(): number | undefined {
    const time = this.#store.messages.timeAtOrAfter(0);
    return time === Infinity ? undefined : time;
  }

  /** How far the search index is behind: the numbers that it does not cover yet. */
  get unindexed(): number {
    return this.#store.unindexed;
  }

  /** Whether messages are being kept. */
  get isKeeping(): boolean {
    return this.#keeper.trouble === undefined;
  }

  /** How many messages wait to be kept. */
  get waiting(): number {
    return this.#keeper.waiting.length;
  }

  /** Gives the next number to a message, public or private. */
  number(): number {
    return this.#keeper.number();
  }

  /** Takes a message to everyone, to be kept by the next {@linkcode KeptPast.commit}. */
  add(message: KeptMessage): void {
    this.#keeper.add(message);
  }

  /** Keeps what was added. */
  commit(): void {
    const count = this.#keeper.commit();
    if (count > 0) this.#housekeeping.kept(count);
  }

  /**
   * The messages after a number that one author did not write, the oldest first: of very many the
   * newest, and none if the file cannot be read.
   */
  after(last: number, author: number): ChatMessage[] {
    return this.#reader.after(last, author);
  }

  /** Number of the newest message that cannot be had any more, whoever said it; 0 if all can. */
  forgotten(_reader: number): number {
    return this.#reader.isReadable ? this.#store.pruned : this.seq;
  }

  /**
   * Reads a page of the past.
   *
   * @throws {ProtocolError} `history-unavailable` if the file cannot be read.
   */
  page(query: PageQuery): PastPage {
    return this.#reader.page(query);
  }

  /**
   * Finds the newest messages that hold every word of a text.
   *
   * @param text No character of it has a meaning of its own.
   * @throws {ProtocolError} `history-unavailable` if the file cannot be read.
   */
  find(text: string, query: PageQuery): Promise<PastPage> {
    const terms = new SearchTerms(text);
    return this.#turns.run(async () => {
      const builder = new PageBuilder(query, "newest first");
      try {
        await this.#fill(builder, terms, this.#store.spanOf(query));
      } catch (error) {
        this.#turns.check();
        this.#indexFailed(error);
        throw historyUnavailable();
      }
      return builder.page;
    });
  }

  /** Tries again what failed, and looks after the file. Call it about once a second. */
  tidy(): void {
    if (this.#presence.isThere) this.#keeper.resume(GONE);
    else this.#keeper.suspend(GONE);
    this.commit();
    this.#housekeeping.wake();
  }

  /** Keeps what waits, and closes the file; resolves once no search runs any more. */
  async close(): Promise<void> {
    this.#housekeeping.close();
    await this.#turns.close();
    this.commit();
    this.#store.close();
  }

  async #fill(builder: PageBuilder, terms: SearchTerms, span: Span): Promise<void> {
    for (const message of this.#reader.waiting(span).reverse()) {
      if (terms.match(message.text) && !builder.add(noticeOf(message))) return;
    }
    for await (const { found, reached, isLast } of this.#searcher.search(terms, span)) {
      for (const message of found) if (!builder.add(noticeOf(message))) return;
      if (isLast) return builder.endAt(reached);
    }
  }

  /** Keeps nothing more in a file that is damaged; the next start looks at all of it. */
  #failed(error: unknown): void {
    if (!isDamage(error)) return;
    this.#store.suspect();
    this.#keeper.fail(error);
  }

  /**
   * Rebuilds the index if something is damaged. If that does not help, the file itself is damaged.
   */
  #indexFailed(error: unknown): void {
    if (!isIndexDamage(error) || (!this.#isRenewed && this.#renewIndex())) return;
    this.#failed(error);
  }

  #renewIndex(): boolean {
    this.#isRenewed = true;
    try {
      this.#store.clearIndex();
      return true;
    } catch {
      return false;
    }
  }
}

function timer(ms: number, run: () => void): () => void {
  const id = setTimeout(run, ms);
  return () => clearTimeout(id);
}
