import { DatabaseSync } from "node:sqlite";
import type { KeptMessage } from "../../server/journal/sqlite/message_table.ts";
import { RoomStore } from "../../server/journal/sqlite/room_store.ts";
import { migrate } from "../../server/journal/sqlite/schema.ts";

/** A time for messages. */
export const NOON: number = Date.UTC(2026, 10, 21, 12);

/** A room in a real SQLite database that is in memory: it needs no permission. */
export interface MemoryStore extends Disposable {
  /** The room. */
  readonly store: RoomStore;
  /** Lets nobody write, as a file that can only be read. */
  freeze(): void;
  /** Lets it grow no more, as a disk that is full. */
  fill(): void;
  /** Takes writes again, as large as they come. */
  mend(): void;
}

/**
 * Makes a room in memory.
 *
 * @param maxBytes Size that it is to be kept below.
 */
export function memoryStore(maxBytes = 1_000_000_000): MemoryStore {
  const db = new DatabaseSync(":memory:");
  db.exec("PRAGMA auto_vacuum = INCREMENTAL");
  migrate(db);
  const store = new RoomStore(db, { random: () => "the room", maxBytes });
  return {
    store,
    freeze: () => db.exec("PRAGMA query_only = ON"),
    fill: () => db.exec("PRAGMA max_page_count = 1"),
    mend: () => db.exec("PRAGMA query_only = OFF; PRAGMA max_page_count = 1000000000"),
    [Symbol.dispose]: () => store.close(),
  };
}

/** A message with this number. */
export function kept(seq: number, text = `text ${seq}`, time = NOON): KeptMessage {
  return { seq, text, time, from: "alice", author: 1 };
}
