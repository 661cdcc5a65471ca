import { GONE_AFTER_MS, PING_AFTER_MS } from "../../protocol/mod.ts";

/** What is to be done about the silence of the other end, and when to look again. */
export interface SilenceVerdict {
  /** Nothing yet; ask whether anybody is there; give up. */
  readonly verdict: "wait" | "ping" | "gone";
  /** In how many ms to judge again. */
  readonly againMs: number;
}

/** Judges a server by its silence: 30 s bring a ping, 60 s more the end. Keeps no timer. */
export class SilenceWatch {
  #heardAt: number;
  #pingedAt?: number;

  /**
   * Begins to judge.
   *
   * @param now The time, in ms; only differences matter.
   */
  constructor(now: number) {
    this.#heardAt = now;
  }

  /** Notes that something came. */
  heard(now: number): void {
    this.#heardAt = now;
    this.#pingedAt = undefined;
  }

  /** Judges. */
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
