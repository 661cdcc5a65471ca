import { clip } from "../../protocol/mod.ts";

/** How long anything may take, in ms, before the test fails instead of hanging. */
const PATIENCE_MS = 15_000;

/** Waits until something that changes is as a test wants it: told of each change, it looks again. */
export class Watch {
  #changed = Promise.withResolvers<void>();

  /** Tells that there is something new to look at. */
  changed(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /**
   * Looks now and at every change until something is found.
   *
   * @param found Returns what is wanted, undefined as long as it is not there.
   * @param failure Says what did not come, and what did.
   * @param ended Tells whether it cannot come any more.
   */
  async until<T>(
    found: () => T | undefined,
    failure: () => string,
    ended: () => boolean = () => false,
  ): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(failure())), PATIENCE_MS);
    try {
      for (;;) {
        const changed = this.#changed.promise;
        const value = found();
        if (value !== undefined) return value;
        if (ended()) throw new Error(failure());
        await Promise.race([changed, late]);
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Says what did not come, and every line that did. */
export function missing(what: string, came: readonly string[]): string {
  const lines = [`${what} did not come. What came:`, ...came];
  return lines.map((line) => clip(line, 200)).join("\n");
}
