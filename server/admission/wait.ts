/** Something to wait for, which whoever waits can give up. */
export interface Wait {
  /** Resolves when the wait is over, or was given up. */
  readonly done: Promise<void>;
  /** Gives it up: what was waited for is not to be done. */
  cancel(): void;
}

/**
 * Waits for a time.
 *
 * @param ms How long, above 0.
 */
export function waitFor(ms: number): Wait {
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  return {
    done,
    cancel() {
      clearTimeout(timer);
      resolve();
    },
  };
}
