import type { Limits } from "./limits.ts";

/**
 * What a connection is used for: nothing yet, a chat, a download, or a person who types and cannot
 * answer pings.
 */
export type Stage = "opening" | "chat" | "download" | "typing";

/** The state of a connection, as far as deadlines depend on it. */
export interface ConnectionProgress {
  /** What it is used for. */
  readonly stage: Stage;
  /** When the server began to wait for bytes. Undefined while it is not reading. */
  readonly waitingSince: number | undefined;
  /** Bytes of an incomplete request. */
  readonly pendingBytes: number;
  /** Number of complete requests so far. */
  readonly received: number;
  /** Number of bytes that the client has taken. */
  readonly taken: number;
}

/** What to do about a client: nothing, send a ping, or close its connection, and why. */
export type DeadlineVerdict = "wait" | "ping" | { readonly late: string };

/**
 * Checks the deadlines of one client: it must open its conversation, finish its frames, answer
 * pings and take its file in time. It has no timer; call it about once a second.
 *
 * Time during which the server is not reading does not count against the client.
 */
export class Deadlines {
  readonly #limits: Limits;
  readonly #openedAt: number;
  #received = 0;
  #halfSince = -1;
  /** When the silence began during which a ping was sent. Any byte ends it. */
  #pingedWait = -1;
  #pingedAt = 0;
  #taken = 0;
  #takenAt = -1;

  /**
   * Begins to check a client.
   *
   * @param now The time, in ms; only differences matter.
   */
  constructor(limits: Limits, now: number) {
    this.#limits = limits;
    this.#openedAt = now;
  }

  /**
   * Checks the deadlines.
   *
   * @param now The time, in ms, never before that of the last call.
   */
  judge(progress: ConnectionProgress, now: number): DeadlineVerdict {
    if (progress.stage === "download") return this.#judgeDownload(progress.taken, now);
    if (progress.stage === "typing") return "wait";
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
