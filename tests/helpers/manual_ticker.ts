import type { Ticker } from "../../server/admission/ticker.ts";

/** A ticker that only a test drives. */
export class ManualTicker {
  /** To be given to the server. */
  readonly ticker: Ticker = (beat) => {
    this.#beat = beat;
    return () => this.stopped = true;
  };
  /** Whether the server has stopped it. */
  stopped = false;
  #beat?: (elapsedMs: number) => void;

  /** Whether the server has begun to use it. */
  get started(): boolean {
    return this.#beat !== undefined;
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.#beat!(ms);
  }
}
