import type { Limits } from "./limits.ts";

/** What a connection is used for: nothing yet, a chat, a download. */
export type Stage = "opening" | "chat" | "download";

/** How far a connection has come. */
export interface ConnectionProgress {
  /** What it is used for. */
  readonly stage: Stage;
  /** When the server began to wait for bytes; undefined while it does not, whatever the client does. */
  readonly waitingSince: number | undefined;
  /** Bytes held of a request that has arrived in part. */
  readonly pendingBytes: number;
  /** How many requests have arrived whole. */
  readonly received: number;
  /** How many bytes the client has taken. */
  readonly taken: number;
}

/** What is to be done about a client: nothing, ask whether it is there, or end it, and why. */
export type DeadlineVerdict = "wait" | "ping" | { readonly late: string };

/**
 * Judges one client by the clock: whether it opens its conversation, finishes its frames, answers
 * pings and takes its file in time. Asked every second or so; keeps no timer.
 *
 * Time during which the server does not read, because it holds a fast client back or waits for a
 * disk, is never held against the client.
 */
export class Deadlines {
  readonly #limits: Limits;
  readonly #openedAt: number;
  #received = 0;
  #halfSince = -1;
  /** When the silence began that a ping was sent into: any byte ends it, and begins another. */
  #pingedWait = -1;
  #pingedAt = 0;
  #taken = 0;
  #takenAt = -1;

  /**
   * Begins to judge.
   *
   * @param now The time, in ms; only differences matter.
   */
  constructor(limits: Limits, now: number) {
    this.#limits = limits;
    this.#openedAt = now;
  }

  /**
   * Judges.
   *
   * @param now The time, in ms, never before that of the last call.
   */
  judge(progress: ConnectionProgress, now: number): DeadlineVerdict {
    if (progress.stage === "download") return this.#judgeDownload(progress.taken, now);
    if (progress.stage === "opening" && now - this.#openedAt >= this.#limits.helloMs) {
      return late("nothing opened the conversation", this.#limits.helloMs);
    }
    return this.#judgeFrame(progress, now) ?? this.#judgeSilence(progress, now);
  }

  #judgeFrame(
    { waitingSince, pendingBytes, received }: ConnectionProgress,
    now: number,
  ): DeadlineVerdict | undefined {
    const isSame = this.#halfSince >= 0 && received === this.#received;
    this.#received = received;
    if (pendingBytes === 0 || waitingSince === undefined) this.#halfSince = -1;
    else if (!isSame) this.#halfSince = now;
    else if (now - this.#halfSince >= this.#limits.halfFrameMs) {
      return late("a frame stayed half-sent", this.#limits.halfFrameMs);
    }
  }

  #judgeSilence({ waitingSince = -1 }: ConnectionProgress, now: number): DeadlineVerdict {
    if (waitingSince < 0) return "wait";
    if (waitingSince !== this.#pingedWait) {
      if (now - waitingSince < this.#limits.pingAfterMs) return "wait";
      this.#pingedWait = waitingSince;
      this.#pingedAt = now;
      return "ping";
    }
    if (now - this.#pingedAt < this.#limits.goneAfterMs) return "wait";
    return late("nothing came, not even the answer to a ping,", now - waitingSince);
  }

  #judgeDownload(taken: number, now: number): DeadlineVerdict {
    if (this.#takenAt < 0 || taken > this.#taken) {
      this.#taken = taken;
      this.#takenAt = now;
    }
    if (now - this.#takenAt < this.#limits.stalledDownloadMs) return "wait";
    return late("nothing of the file was taken", now - this.#takenAt);
  }
}

function late(what: string, ms: number): DeadlineVerdict {
  return { late: `Timed out: ${what} for ${Math.round(ms / 1000)} s` };
}
