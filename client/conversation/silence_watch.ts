import { GONE_AFTER_MS, PING_AFTER_MS } from "../../protocol/mod.ts";

/** What to do about a silent server, and when to check again. */
export interface SilenceVerdict {
  /** Wait, send a ping, or give up. */
  readonly verdict: "wait" | "ping" | "gone";
  /** In how many ms to check again. */
  readonly againMs: number;
}

/**
 * Watches a server for silence: after 30 s it gets a ping, after 60 s more the connection counts as
 * lost. It has no timer.
 */
export class SilenceWatch {
  #heardAt: number;
  #pingedAt?: number;

  /**
   * Begins to watch.
   *
   * @param now The time, in ms; only differences matter.
   */
  constructor(now: number) {
    this.#heardAt = now;
  }

  /** Notes that something arrived. */
  heard(now: number): void {
    this.#heardAt = now;
    this.#pingedAt = undefined;
  }

  /** Checks the silence. */
  judge(now: number): SilenceVerdict {
    if (this.#pingedAt !== undefined) {
      const left = this.#pingedAt + GONE_AFTER_MS - now;
      return left > 0 ? { verdict: "wait", againMs: left } : { verdict: "gone", againMs: 0 };
    }
    const left = this.#heardAt + PING_AFTER_MS - now;
    if (left > 0) return { verdict: "wait", againMs: left };
    this.#pingedAt = now;
    return { verdict: "ping", againMs: GONE_AFTER_MS };
  }
}
