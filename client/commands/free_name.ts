import { ConversationError } from "../conversation/connection_end.ts";

/** How many names to try. */
const MAX_NAMES = 99;

/**
 * Acts under a name, or under the first free one that is like it: `cron`, `cron-2`, `cron-3`.
 *
 * @param name The name to begin with.
 * @param act What to do; fails with `name-taken` if somebody has the name.
 */
export async function underFreeName<T>(
  name: string,
  act: (name: string) => Promise<T>,
): Promise<T> {
  for (let count = 1;; count++) {
    try {
      return await act(count === 1 ? name : `${name}-${count}`);
    } catch (error) {
      if (count >= MAX_NAMES || !isTaken(error)) throw error;
    }
  }
}

function isTaken(error: unknown): boolean {
  if (!(error instanceof ConversationError)) return false;
  return error.end.type === "refused" && error.end.error.code === "name-taken";
}
