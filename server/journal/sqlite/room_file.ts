import { ensureDir } from "@std/fs/ensure-dir";
import type { DatabaseSync } from "node:sqlite";
import { isDamage } from "./store_trouble.ts";
import { APPLICATION_ID, migrate, MIGRATIONS, NewerSchemaError, schemaVersion } from "./schema.ts";

/** How long to wait for a file that another program has open, in ms. */
const LOCK_TIMEOUT_MS = 1_000;

/** Size past which SQLite itself moves the write-ahead log into the file, in pages of 4 KiB. */
const MAX_LOG_PAGES = 8_192;

/** What SQLite keeps beside the file. */
const BESIDE: readonly string[] = ["", "-wal", "-shm"];

/** A file that holds a room, opened. */
export interface RoomFile {
  /** The file, with the present schema. */
  readonly db: DatabaseSync;
  /** The name that a damaged file was given, which was in the place of this one. */
  readonly setAside?: string;
}

/**
 * Opens the file of a room, and makes it if there is none: readable by its owner alone, as what is
 * said in a room is not for everybody on the machine. A damaged file is given another name.
 *
 * @param path Its path.
 * @param now The time, in ms since 1970 UTC: a part of a damaged file's new name.
 * @throws {Error} If it cannot be opened: it is another program's, of a later version of this one,
 * in use, or not accessible. Nothing is changed then.
 */
export async function openRoomFile(path: string, now: number): Promise<RoomFile> {
  try {
    return { db: await open(path) };
  } catch (error) {
    if (!isDamage(error)) throw explain(path, error);
  }
  try {
    const setAside = await moveAway(path, now);
    return { db: await open(path), setAside };
  } catch (error) {
    throw explain(path, error);
  }
}

async function open(path: string): Promise<DatabaseSync> {
  const { DatabaseSync } = await import("node:sqlite");
  const folder = path.replace(/[/\\][^/\\]*$/, "");
  if (folder !== path && folder !== "") await ensureDir(folder);
  // What SQLite makes beside the file gets the same mode.
  Deno.openSync(path, { write: true, create: true, mode: 0o600 }).close();
  const db = new DatabaseSync(path);
  try {
    prepare(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(db: DatabaseSync): void {
  db.exec(`PRAGMA busy_timeout = ${LOCK_TIMEOUT_MS}`);
  refuseOthers(db);
  const isSuspect = schemaVersion(db) > 0 && wasDamaged(db);
  // Only one server may number the messages of a room. And auto_vacuum is for a file without pages.
  db.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA wal_autocheckpoint = ${MAX_LOG_PAGES};
  `);
  migrate(db);
  if (isSuspect) check(db);
  else probe(db);
}

/** Refuses a file that this program did not write, or a later version of it did. */
function refuseOthers(db: DatabaseSync): void {
  const { application_id: id } = db.prepare("PRAGMA application_id").get()!;
  const { tables } = db.prepare("SELECT count(*) AS tables FROM sqlite_schema").get()!;
  if (id !== APPLICATION_ID && Number(tables) > 0) throw new Error("another program made it");
  if (schemaVersion(db) > MIGRATIONS.length) migrate(db);
}

/** Tells whether the server that used the file last has found damage in it. */
function wasDamaged(db: DatabaseSync): boolean {
  return db.prepare("SELECT value FROM about WHERE key = 'suspect'").get() !== undefined;
}

/** Reads what a start needs, so that damage there is found before anything relies on it. */
function probe(db: DatabaseSync): void {
  db.prepare("SELECT * FROM about").all();
  db.prepare("SELECT min(seq) FROM message").all();
  db.prepare("SELECT * FROM message ORDER BY seq DESC LIMIT 200").all();
}

/** Looks for damage everywhere: seconds for a million messages. */
function check(db: DatabaseSync): void {
  const { quick_check: verdict } = db.prepare("PRAGMA quick_check(1)").get()!;
  if (verdict !== "ok") throw new Error(`database disk image is malformed: ${verdict}`);
  db.exec("DELETE FROM about WHERE key = 'suspect'");
}

async function moveAway(path: string, now: number): Promise<string> {
  const at = new Date(now).toISOString().replace(/\.\d+Z$/, "").replaceAll(":", "-");
  const name = `${path}.damaged-${at}`;
  for (const end of BESIDE) {
    try {
      await Deno.rename(path + end, name + end);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return name;
}

function explain(path: string, cause: unknown): Error {
  const { message } = cause as Error;
  const why = cause instanceof NewerSchemaError
    ? message
    : message.includes("locked")
    ? "another server has it open"
    : message;
  return new Error(`Cannot keep the history in ${path}: ${why}`, { cause });
}
