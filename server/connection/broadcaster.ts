import { FrameArena, FrameType, joinFrames } from "../../protocol/mod.ts";
import type { Effect, Session } from "../core/effects.ts";
import type { Metrics } from "../observability/metrics.ts";

/** How much of a speech is queued as one, in bytes: who says too much is to be slowed down soon. */
const SPEECH_BYTES = 8_192;

/** What takes the frames for one client. */
export interface Receiver {
  /** Whether so much waits to be sent that more had better not come at once. */
  readonly isCrowded: boolean;
  /** Queues frames; `readAt` is when the request was read that led to them, by `performance.now`. */
  send(frames: Uint8Array, readAt: number): void;
}

/** What one client says to all others, one text right after the other. */
interface Speech {
  readonly by: Session;
  readonly to: Iterable<Session>;
  readonly readAt: number;
  readonly frames: Uint8Array[];
  bytes: number;
}

/**
 * Sends notices to many. A notice is encoded once, however many it goes to; and what one client says
 * to all others in one tick is queued for each of them as one, up to 8 KB, however many texts it is.
 */
export class Broadcaster {
  readonly #receiverOf: (session: Session) => Receiver | undefined;
  readonly #metrics: Metrics;
  readonly #arena = new FrameArena();
  #speech?: Speech;
  #crowded?: Receiver;

  /**
   * Makes one that has nothing to send yet.
   *
   * @param receiverOf Finds who takes the frames for a session; nobody, once it is over.
   * @param metrics Counts what is sent.
   */
  constructor(receiverOf: (session: Session) => Receiver | undefined, metrics: Metrics) {
    this.#receiverOf = receiverOf;
    this.#metrics = metrics;
  }

  /**
   * Queues a notice for all it concerns: at once, or by the end of this tick if somebody says it.
   *
   * @returns What to wait for before the same client is listened to again, if somebody's queue is
   * half full: many who talk at once must not make a client look slow that was given no time to read.
   */
  tell({ to, notice, by }: Effect & { type: "notice" }): Promise<void> | undefined {
    this.flush(by);
    const frame = this.#arena.encode(FrameType.NOTICE, notice);
    if (by) this.#add(frame, this.#speech ??= this.#begin(by, to));
    else this.#queue(to, [frame], this.#metrics.readAt);
    return this.#untilEmptier();
  }

  /**
   * Queues what has been said in this tick. To be called before anything else is done that others
   * may notice: only he who speaks can be answered, and go on speaking, without it.
   *
   * @param speaker Whose speech it is not to interrupt.
   */
  flush(speaker?: Session): void {
    const speech = this.#speech;
    if (!speech || speech.by === speaker) return;
    this.#speech = undefined;
    this.#queue(speech.to, speech.frames, speech.readAt);
  }

  #untilEmptier(): Promise<void> | undefined {
    if (this.#crowded?.isCrowded) return emptier(this.#crowded);
    this.#crowded = undefined;
  }

  #begin(by: Session, to: Iterable<Session>): Speech {
    queueMicrotask(() => this.flush()); // This speech, or one that has followed it in the same tick.
    return { by, to, readAt: this.#metrics.readAt, frames: [], bytes: 0 };
  }

  #add(frame: Uint8Array, speech: Speech): void {
    speech.frames.push(frame);
    speech.bytes += frame.length;
    if (speech.bytes >= SPEECH_BYTES) this.flush();
  }

  #queue(to: Iterable<Session>, frames: Uint8Array[], readAt: number): void {
    const pieces = joinFrames(frames);
    for (const session of to) {
      const receiver = this.#receiverOf(session);
      if (!receiver) continue;
      for (const piece of pieces) receiver.send(piece, readAt);
      this.#metrics.deliveries += frames.length;
      if (receiver.isCrowded) this.#crowded = receiver;
    }
  }
}

async function emptier(receiver: Receiver): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve, 0)); while (receiver.isCrowded);
}
