/** Timers that go off when the test says so, in the order in which they were set. */
export interface Chronicle {
  /** Sets a timer; returns what calls it off. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** How many are set. */
  readonly waiting: number;
  /** Lets timers go off, those that they set too: so many at most. */
  readonly runAll: (most?: number) => void;
}

/** Makes timers that the test runs. */
export function chronicle(): Chronicle {
  const waiting = new Set<() => void>();
  return {
    after: (_, run) => {
      waiting.add(run);
      return () => void waiting.delete(run);
    },
    get waiting() {
      return waiting.size;
    },
    runAll: (most = Infinity) => {
      for (let left = most; waiting.size > 0 && left > 0; left--) {
        const [run] = waiting;
        waiting.delete(run!);
        run!();
      }
    },
  };
}
