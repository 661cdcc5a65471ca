import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

/** What the file knows of its room beside the messages: one row for each fact. */
export class RoomFacts {
  readonly #get: StatementSync;
  readonly #set: StatementSync;

  /** Takes a file with the present schema. */
  constructor(db: DatabaseSync) {
    this.#get = db.prepare("SELECT value FROM about WHERE key = ?");
    this.#set = db.prepare("INSERT OR REPLACE INTO about VALUES (?, ?)");
  }

  /** Finds a whole number; 0 if it was never set. */
  number(key: string): number {
    return Number(this.#get.get(key)?.value ?? 0);
  }

  /** Finds a text, if it was ever set. */
  text(key: string): string | undefined {
    return this.#get.get(key)?.value?.toString();
  }

  /** Sets a fact. */
  set(key: string, value: SQLInputValue): void {
    this.#set.run(key, value);
  }
}
