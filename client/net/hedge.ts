/** Something that is closed if it is not wanted. */
export interface Closable {
  /** Closes it. */
  close(): void;
}

/**
 * Begins something again while it takes too long, and returns the first that is done; the others are
 * closed. Fails as soon as one fails.
 *
 * @param attempt Begins it.
 * @param afterMs How long to wait before each further attempt, in ms.
 * @param most How many attempts to make, 1 or more.
 */
export async function hedge<T extends Closable>(
  attempt: () => Promise<T>,
  afterMs: number,
  most: number,
): Promise<T> {
  const attempts: Promise<T>[] = [];
  let won: T | undefined;
  try {
    while (won === undefined) {
      attempts.push(attempt());
      const isLast = attempts.length === most;
      won = await (isLast ? Promise.race(attempts) : inTime(attempts, afterMs));
    }
    return won;
  } finally {
    for (const each of attempts) each.then((done) => done !== won && done.close(), () => {});
  }
}

/** The first that is done within a time, if any is. */
async function inTime<T>(attempts: readonly Promise<T>[], ms: number): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), ms);
  try {
    return await Promise.race([...attempts, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
