/** Counts durations in ranges, for Prometheus. */
export class Histogram {
  /** Upper bounds of the ranges in seconds, ascending. A last range has no bound. */
  readonly bounds: readonly number[];
  /** Number of durations in each range, including the last one. */
  readonly counts: number[];
  /** Sum of all durations in seconds. */
  sum = 0;

  /** Creates an empty histogram. */
  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Array(bounds.length + 1).fill(0);
  }

  /** Counts a duration, in seconds. */
  observe(seconds: number): void {
    let range = 0;
    while (range < this.bounds.length && seconds > this.bounds[range]!) range++;
    this.counts[range]!++;
    this.sum += seconds;
  }
}
