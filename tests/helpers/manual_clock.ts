import type { Clock } from "../../client/conversation/clock.ts";

/** A clock that only a test moves. */
export class ManualClock implements Clock {
  #time = 0;
  readonly #alarms = new Map<() => void, number>();

  /** How many alarms are set. */
  get alarms(): number {
    return this.#alarms.size;
  }

  now(): number {
    return this.#time;
  }

  after(ms: number, alarm: () => void): () => void {
    const once = () => alarm();
    this.#alarms.set(once, this.#time + ms);
    return () => this.#alarms.delete(once);
  }

  /** Moves on, and lets every alarm go off at its time. */
  async advance(ms: number): Promise<void> {
    const end = this.#time + ms;
    for (;;) {
      const [next] = [...this.#alarms].sort(([, a], [, b]) => a - b);
      if (!next || next[1] > end) break;
      this.#alarms.delete(next[0]);
      this.#time = next[1];
      next[0]();
      await idle();
    }
    this.#time = end;
  }
}

/** Resolves when all pending microtasks have run. */
export function idle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
