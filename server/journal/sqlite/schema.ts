import type { DatabaseSync } from "node:sqlite";

/** Marks the file as one of this program: "chat" in ASCII, as SQLite's `application_id`. */
export const APPLICATION_ID = 0x63686174;

/**
 * The steps from an empty file to the present schema. A file's `user_version` is the number of steps
 * that it has taken. A step never changes once it is released; a new schema is a new step.
 */
export const MIGRATIONS: readonly string[] = [
  // 1: the messages, and what the room knows of itself.
  `CREATE TABLE about (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
   CREATE TABLE message (
     seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL
   ) STRICT;`,
  // 2: who said it, so that nobody is sent their own messages again after a restart.
  `ALTER TABLE message ADD COLUMN author INTEGER NOT NULL DEFAULT 0;`,
  // 3: up to where the search index reaches; its tables are made as they are needed.
  `INSERT INTO about VALUES ('indexed', 0);`,
];

/** Thrown for a file that a later version of this program has written. */
export class NewerSchemaError extends Error {
  /** The name of the class, shown in stack traces. */
  override name = "NewerSchemaError";
}

/**
 * Reads which steps a file has taken.
 *
 * @returns Their number; 0 for an empty file.
 */
export function schemaVersion(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()!.user_version);
}

/**
 * Takes the steps that a file has not taken yet, all of them or none.
 *
 * @param db A file that {@linkcode schemaVersion} knows.
 * @throws {NewerSchemaError} If a later version of this program wrote it; nothing is changed then.
 */
export function migrate(db: DatabaseSync): void {
  const version = schemaVersion(db);
  if (version > MIGRATIONS.length) {
    throw new NewerSchemaError(
      `its schema is version ${version}, and this program knows ${MIGRATIONS.length}; ` +
        "use the newer program, or another file",
    );
  }
  if (version === MIGRATIONS.length) return;
  const steps = MIGRATIONS.slice(version).join("\n");
  const mark =
    `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length};`;
  try {
    db.exec(`BEGIN; ${steps} ${mark} COMMIT`);
  } catch (error) {
    rollBack(db);
    throw error;
  }
}

/** Undoes a transaction that has failed, unless SQLite has done so itself. */
export function rollBack(db: DatabaseSync): void {
  try {
    db.exec("ROLLBACK");
  } catch {
    // There is none any more.
  }
}
