import { joinFrames, type Reply } from "../../protocol/mod.ts";
import type { ChatMessage } from "../room/events.ts";
import type { Encoding, Guest } from "./guest.ts";

/** Notices of something that happened while a client was catching up. */
interface Later {
  readonly bytes: Uint8Array;
  readonly at: number;
}

/**
 * Stands in for a guest while it is sent what it missed: as much at a time as its queue takes,
 * followed by what happens in the meantime. A client that does not take it is disconnected like any
 * other.
 */
export class CatchUp implements Guest {
  /** Resolves once everything that was missed is in the guest's queue, or the guest is gone. */
  readonly done: Promise<void>;
  /** Whether that is so already. */
  isDone = false;
  readonly #messages: readonly ChatMessage[];
  readonly #stepBytes: number;
  #next = 0;
  /** An encoded message that did not fit into the last step. */
  #held?: Uint8Array;
  #later: Later[] = [];
  #laterBytes = 0;

  /**
   * Begins.
   *
   * @param guest The guest that missed something.
   * @param messages The missed messages, oldest first.
   * @param stepBytes How many bytes to queue at a time, above 0.
   */
  constructor(readonly guest: Guest, messages: readonly ChatMessage[], stepBytes: number) {
    this.#messages = messages;
    this.#stepBytes = stepBytes;
    this.done = this.#run();
  }

  /** How notices are encoded for the guest. */
  get encoding(): Encoding {
    return this.guest.encoding;
  }

  /** Whether the guest is crowded. */
  get isCrowded(): boolean {
    return this.guest.isCrowded;
  }

  /** Queues a reply immediately. Its order among the missed messages does not matter. */
  reply(reply: Reply): void {
    this.guest.reply(reply);
  }

  /**
   * Keeps notices for later. If they become too much, everything goes to the guest's queue, which
   * has a limit.
   */
  push(bytes: Uint8Array, at: number): void {
    if (this.isDone) return this.guest.push(bytes, at);
    this.#later.push({ bytes, at });
    this.#laterBytes += bytes.length;
    if (this.#laterBytes > this.#stepBytes) this.#finish();
  }

  /** Resolves once the guest is no longer crowded. */
  whenRelieved(): Promise<void> {
    return this.guest.whenRelieved();
  }

  /** Resolves once all that was queued has been sent. */
  drained(): Promise<void> {
    return this.guest.drained();
  }

  /** Tells the guest that it is slowed down. */
  slowed(rate: number): void {
    this.guest.slowed(rate);
  }

  /** Ends the guest's conversation. */
  finish(reason: string): void {
    this.guest.finish(reason);
  }

  /** Closes the guest's connection. */
  replaced(): void {
    this.stop();
    this.guest.replaced();
  }

  /** Sends nothing more: the guest is gone. */
  stop(): void {
    this.#next = this.#messages.length;
    this.#held = undefined;
    this.#later = [];
  }

  async #run(): Promise<void> {
    this.#step(this.#stepBytes);
    while (this.#isBehind()) {
      await this.guest.drained();
      this.#step(this.#stepBytes);
    }
    this.#finish();
  }

  #isBehind(): boolean {
    return this.#held !== undefined || this.#next < this.#messages.length;
  }

  /** Queues as many of the missed messages as fit, one at least. */
  #step(maxBytes: number): void {
    const frames: Uint8Array[] = [];
    let left = maxBytes;
    while (this.#isBehind()) {
      const frame = this.#held ??
        this.guest.encoding.encode(this.#messages[this.#next++]!, this.guest);
      this.#held = frame.length > left && frames.length > 0 ? frame : undefined;
      if (this.#held) break;
      frames.push(frame);
      left -= frame.length;
    }
    const at = performance.now();
    for (const piece of joinFrames(frames)) this.guest.push(piece, at);
  }

  /** Queues all the rest. */
  #finish(): void {
    this.#step(Infinity);
    for (const { bytes, at } of this.#later) this.guest.push(bytes, at);
    this.#later = [];
    this.isDone = true;
  }
}
