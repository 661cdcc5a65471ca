import type { DatabaseSync, StatementSync } from "node:sqlite";
import { foldText } from "../search_terms.ts";
import type { MessageTable, Span } from "./message_table.ts";
import type { RoomFacts } from "./room_facts.ts";

/**
 * Most messages in one part of the index. Pruning drops whole parts, as deleting single rows from an
 * FTS5 table takes 0.1 ms each; and a search looks at one part at a time, each about 1 ms.
 */
export const PART_MESSAGES = 50_000;

/** Most characters in one part of the index, however few messages that is. */
export const PART_CHARS = 16_777_216;

/** The part that messages are added to. */
interface OpenPart {
  readonly first: number;
  readonly insert: StatementSync;
  messages: number;
  chars: number;
}

/**
 * The index for searching: FTS5 tables of trigrams, which find what stands inside a word too. Each is
 * a part: it covers the numbers from the one in its name to the next part. The index follows the
 * messages, in steps taken when there is time.
 */
export class SearchIndex {
  readonly #db: DatabaseSync;
  readonly #messages: MessageTable;
  readonly #facts: RoomFacts;
  readonly #maxChars: number;
  /** The first number of each part, in order. */
  #parts: number[];
  #open?: OpenPart;
  #reach: number;

  /**
   * Takes a file with the present schema.
   *
   * @param maxChars Most characters in one part.
   */
  constructor(
    db: DatabaseSync,
    messages: MessageTable,
    facts: RoomFacts,
    maxChars: number = PART_CHARS,
  ) {
    this.#db = db;
    this.#messages = messages;
    this.#facts = facts;
    this.#maxChars = maxChars;
    this.#parts = readParts(db);
    this.#reach = facts.number("indexed");
  }

  /** Number up to which all messages are in the index. */
  get reach(): number {
    return this.#reach;
  }

  /**
   * Takes some messages into the index; to be called within a transaction.
   *
   * @param count How many at most.
   * @returns How many it took.
   */
  extend(count: number): number {
    const rest = { after: this.#reach, before: Number.MAX_SAFE_INTEGER, since: 0 };
    let taken = 0;
    for (const { seq, text } of this.#messages.oldest(rest, count)) {
      this.#add(seq, text);
      taken++;
    }
    if (taken > 0) this.#note();
    return taken;
  }

  /** Reads again how far the index reaches: the transaction that extended it was rolled back. */
  reload(): void {
    this.#reach = this.#facts.number("indexed");
    this.#open = undefined;
    this.#parts = readParts(this.#db);
  }

  /** The first numbers of the parts that overlap a span, the newest part first. */
  partsOf({ after, before }: Span): number[] {
    const end = (at: number) => this.#parts[at + 1] ?? Infinity;
    return this.#parts.filter((first, at) => first < before && end(at) > after + 1).reverse();
  }

  /**
   * Finds candidates in one part.
   *
   * @param part Its first number.
   * @param query As `SearchTerms.trigramQuery` writes it.
   * @param count How many at most.
   * @returns Numbers of messages within the span, the newest first; some may be deleted.
   */
  candidates(part: number, query: string, { after, before }: Span, count: number): number[] {
    const table = tableOf(part);
    const statement = this.#db.prepare(
      `SELECT rowid FROM ${table} WHERE ${table} MATCH ? AND rowid > ? AND rowid < ?
       ORDER BY rowid DESC LIMIT ?`,
    );
    return statement.all(query, after, before, count).map(({ rowid }) => Number(rowid));
  }

  /**
   * Drops the parts that have no message any more; to be called within a transaction.
   *
   * @param first Number of the oldest message that there is.
   */
  dropBefore(first: number): void {
    const isEmpty = (at: number) => (this.#parts[at + 1] ?? this.#reach + 1) <= first;
    this.#drop(this.#parts.filter((_, at) => isEmpty(at)));
  }

  /** Empties the index, before it is rebuilt. Call it within a transaction. */
  clear(): void {
    this.#drop(this.#parts);
    this.#reach = 0;
    this.#note();
  }

  #add(seq: number, text: string): void {
    const folded = foldText(text);
    const open = this.#openFor(seq);
    open.insert.run(seq, folded);
    open.messages++;
    open.chars += folded.length;
    this.#reach = seq;
  }

  /** The part to add to: the newest, or a new one if that is full. */
  #openFor(seq: number): OpenPart {
    const open = this.#open ??= this.#reopen();
    if (open && open.messages < PART_MESSAGES && open.chars < this.#maxChars) return open;
    return this.#open = this.#make(seq);
  }

  #reopen(): OpenPart | undefined {
    const first = this.#parts.at(-1);
    if (first === undefined) return undefined;
    const messages = this.#facts.number("part_messages");
    return {
      first,
      insert: this.#inserter(first),
      messages,
      chars: this.#facts.number("part_chars"),
    };
  }

  /** Makes a part. It keeps no text and no positions, which makes it a third of the size. */
  #make(first: number): OpenPart {
    const table = tableOf(first);
    this.#db.exec(
      `CREATE VIRTUAL TABLE ${table} USING fts5(
         text, content = '', tokenize = 'trigram case_sensitive 1', detail = none, columnsize = 0
       );
       -- Merging as it goes makes one step in a hundred take 20 ms; so it merges only when it must.
       INSERT INTO ${table} (${table}, rank) VALUES ('automerge', 0);`,
    );
    this.#parts.push(first);
    return { first, insert: this.#inserter(first), messages: 0, chars: 0 };
  }

  #inserter(part: number): StatementSync {
    return this.#db.prepare(`INSERT INTO ${tableOf(part)} (rowid, text) VALUES (?, ?)`);
  }

  #drop(parts: readonly number[]): void {
    if (parts.includes(this.#open?.first ?? NaN)) this.#open = undefined;
    for (const part of parts) this.#db.exec(`DROP TABLE ${tableOf(part)}`);
    this.#parts = this.#parts.filter((part) => !parts.includes(part));
  }

  #note(): void {
    this.#facts.set("indexed", this.#reach);
    this.#facts.set("part_messages", this.#open?.messages ?? 0);
    this.#facts.set("part_chars", this.#open?.chars ?? 0);
  }
}

function tableOf(part: number): string {
  return `found_${part}`;
}

function readParts(db: DatabaseSync): number[] {
  const rows = db.prepare(
    "SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE found%'",
  ).all();
  return rows.map(({ name }) => Number(`${name}`.replace("found_", ""))).sort((a, b) => a - b);
}
