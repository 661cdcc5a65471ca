import type { DatabaseSync, StatementSync } from "node:sqlite";

/** A message to everyone as it is kept. */
export interface KeptMessage {
  /** Its number. */
  readonly seq: number;
  /** When it was said, in ms since 1970 UTC. */
  readonly time: number;
  /** The name of who said it. */
  readonly from: string;
  /** What was said. */
  readonly text: string;
  /** Who said it, over all names and restarts; see `authorOf`. */
  readonly author: number;
}

/** A part of the past: numbers above `after`, below `before`, not older than `since`. */
export interface Span {
  /** All numbers are greater. */
  readonly after: number;
  /** All numbers are less. */
  readonly before: number;
  /** No message is older, in ms since 1970 UTC. */
  readonly since: number;
}

/** Rows that one statement inserts: a call for each would take twice as long. */
const ROWS_AT_ONCE = 10;

/** Rows that are read at once: a page may end early, as messages can be long. */
const READ_AT_ONCE = 100;

const COLUMNS = "seq, time, name, text, author";
const SELECT = `SELECT seq, time, name AS "from", text, author FROM message`;
const IN_SPAN = "seq > ? AND seq < ? AND time >= ?";

/** The table of messages. */
export class MessageTable {
  readonly #insertOne: StatementSync;
  readonly #insertMany: StatementSync;
  readonly #newest: StatementSync;
  readonly #oldest: StatementSync;
  readonly #first: StatementSync;
  readonly #last: StatementSync;
  readonly #one: StatementSync;
  readonly #timeAt: StatementSync;
  readonly #lastBefore: StatementSync;
  readonly #firstNotOlder: StatementSync;
  readonly #delete: StatementSync;

  /** Takes a file with the present schema. */
  constructor(db: DatabaseSync) {
    const row = "(?, ?, ?, ?, ?)";
    const rows = Array(ROWS_AT_ONCE).fill(row).join(", ");
    this.#insertOne = db.prepare(`INSERT INTO message (${COLUMNS}) VALUES ${row}`);
    this.#insertMany = db.prepare(`INSERT INTO message (${COLUMNS}) VALUES ${rows}`);
    this.#newest = db.prepare(`${SELECT} WHERE ${IN_SPAN} ORDER BY seq DESC LIMIT ?`);
    this.#oldest = db.prepare(`${SELECT} WHERE ${IN_SPAN} ORDER BY seq LIMIT ?`);
    this.#one = db.prepare(`${SELECT} WHERE seq = ?`);
    this.#first = db.prepare("SELECT min(seq) AS seq FROM message");
    this.#last = db.prepare("SELECT max(seq) AS seq FROM message");
    this.#timeAt = db.prepare("SELECT time FROM message WHERE seq >= ? ORDER BY seq LIMIT 1");
    this.#lastBefore = db.prepare(
      "SELECT max(seq) AS seq FROM (SELECT seq FROM message ORDER BY seq LIMIT ?) WHERE seq < ?",
    );
    this.#firstNotOlder = db.prepare(
      `SELECT min(seq) AS seq FROM (SELECT seq, time FROM message ORDER BY seq LIMIT ?)
       WHERE time >= ?`,
    );
    this.#delete = db.prepare("DELETE FROM message WHERE seq <= ?");
  }

  /** Number of the oldest message; 0 if there is none. */
  get first(): number {
    return Number(this.#first.get()!.seq ?? 0);
  }

  /** Number of the newest message; 0 if there is none. */
  get last(): number {
    return Number(this.#last.get()!.seq ?? 0);
  }

  /** Adds messages; to be called within a transaction. */
  insert(messages: readonly KeptMessage[]): void {
    let at = 0;
    for (; at + ROWS_AT_ONCE <= messages.length; at += ROWS_AT_ONCE) {
      const values: (number | string)[] = [];
      for (let each = at; each < at + ROWS_AT_ONCE; each++) pushValues(values, messages[each]!);
      this.#insertMany.run(...values);
    }
    for (; at < messages.length; at++) {
      const values: (number | string)[] = [];
      pushValues(values, messages[at]!);
      this.#insertOne.run(...values);
    }
  }

  /** The messages of a span, the newest first, `count` at most; read some at a time. */
  *newest(span: Span, count: number): Generator<KeptMessage, undefined> {
    for (let { before } = span, left = count; left > 0;) {
      const rows = this.#read(this.#newest, { ...span, before }, Math.min(left, READ_AT_ONCE));
      yield* rows;
      if (rows.length < READ_AT_ONCE) return;
      before = rows.at(-1)!.seq;
      left -= rows.length;
    }
  }

  /** The messages of a span, the oldest first, `count` at most; read some at a time. */
  *oldest(span: Span, count: number): Generator<KeptMessage, undefined> {
    for (let { after } = span, left = count; left > 0;) {
      const rows = this.#read(this.#oldest, { ...span, after }, Math.min(left, READ_AT_ONCE));
      yield* rows;
      if (rows.length < READ_AT_ONCE) return;
      after = rows.at(-1)!.seq;
      left -= rows.length;
    }
  }

  /** Finds a message by its number. */
  get(seq: number): KeptMessage | undefined {
    return this.#one.get(seq) as unknown as KeptMessage | undefined;
  }

  /** The time of the first message whose number is at least this; `Infinity` if there is none. */
  timeAtOrAfter(seq: number): number {
    return Number(this.#timeAt.get(seq)?.time ?? Infinity);
  }

  /**
   * Deletes the oldest messages.
   *
   * @param count How many at most.
   * @param since Only up to the first that is not older than this, in ms since 1970 UTC.
   * @returns Number of the last one that was deleted; 0 if there was none.
   */
  deleteOldest(count: number, since = Infinity): number {
    const young = since === Infinity ? null : this.#firstNotOlder.get(count, since)!.seq;
    const last = Number(this.#lastBefore.get(count, young ?? Number.MAX_SAFE_INTEGER)!.seq ?? 0);
    this.#delete.run(last);
    return last;
  }

  /** Reads rows. Not with `iterate`: in Deno 2.9, that ends at a damaged page as if it were the end. */
  #read(statement: StatementSync, { after, before, since }: Span, count: number): KeptMessage[] {
    return statement.all(after, before, since, count) as unknown as KeptMessage[];
  }
}

/** A text that SQLite hands back ends at a NUL, so there is none in it. */
function pushValues(
  values: (number | string)[],
  { seq, time, from, text, author }: KeptMessage,
): void {
  values.push(
    seq,
    time,
    from,
    text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text,
    author,
  );
}
