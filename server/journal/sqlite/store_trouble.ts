/** What SQLite says of a file that is not as it was written. */
const DAMAGE = /malformed|not a database|corrupt/;

/** What SQLite says, and the same in the words of this program. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/disk is full/, "the disk is full"],
  [/readonly database|read-only/, "the file can only be read"],
  [DAMAGE, "the file is damaged"],
  [/disk I\/O error/, "the disk does not answer as it should"],
];

/** Tells whether an error says that a file is damaged. */
export function isDamage(error: unknown): boolean {
  return error instanceof Error && DAMAGE.test(error.message);
}

/**
 * Tells whether an error of a search says that the index is damaged: FTS5 takes some damage for a size,
 * and asks for that much memory.
 */
export function isIndexDamage(error: unknown): boolean {
  return isDamage(error) || (error instanceof Error && /out of memory/.test(error.message));
}

/**
 * Says in a few words why the store fails.
 *
 * @param error What SQLite has thrown.
 */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : `${error}`;
  return REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? message;
}
