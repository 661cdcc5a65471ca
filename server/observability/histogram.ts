/** Counts durations in ranges, as Prometheus wants them. */
export class Histogram {
  /** Upper bounds of the ranges, in seconds, rising; a last range has no bound. */
  readonly bounds: readonly number[];
  /** How many durations fell in each range, the last one included. */
  readonly counts: number[];
  /** All durations together, in seconds. */
  sum = 0;

  /** Makes an empty one. */
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
