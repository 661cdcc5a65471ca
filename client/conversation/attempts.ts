import { Backoff } from "./backoff.ts";
import { type ConnectionEnd, endOf } from "./connection_end.ts";
import type { ConversationOptions } from "./conversation_options.ts";
import type { Trust } from "./trust.ts";

/** Longest wait before another server of the room is tried, in ms: not all come at once. */
const TURN_MS = 500;

/** Options of {@linkcode Attempts}. */
export interface AttemptsOptions extends Pick<ConversationOptions, "clock" | "random" | "turn"> {
  /** How far the server is trusted. */
  readonly trust: Trust;
  /** Told how long the wait is before the next attempt, in ms, and why the last one failed. */
  readonly onWait: (ms: number, end: ConnectionEnd) => void;
}

/** The attempts to connect to a server of the room, and the waits between them. */
export class Attempts {
  readonly #options: AttemptsOptions;
  readonly #backoff: Backoff;
  #hurry = Promise.withResolvers<void>();
  #stopped = false;

  /** Begins without an attempt. */
  constructor(options: AttemptsOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.random);
  }

  /**
   * Connects to the first server that can be reached, without waits.
   *
   * @param open Connects and says hello.
   * @throws What `open` throws at the last attempt.
   */
  async eachServer(open: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await open();
      } catch (error) {
        if (endOf(error).type !== "unreachable" || !this.#options.turn?.()) throw error;
      }
    }
  }

  /**
   * Tries until there is a connection or {@linkcode Attempts.stop} is called, with waits.
   *
   * @param open Connects and says hello.
   * @param end Why there is no connection.
   * @param giveUpAt When to give up, by the clock. Before, even a refusal is no reason to.
   * @throws What `open` throws at the last attempt.
   */
  async again(open: () => Promise<void>, end: ConnectionEnd, giveUpAt?: number): Promise<void> {
    const { trust, clock, turn, random } = this.#options;
    this.#backoff.reset();
    while (!this.#stopped) {
      const isFresh = turn?.() ?? false;
      await this.#pause(isFresh ? TURN_MS * random() : this.#backoff.next(), end);
      try {
        return await open();
      } catch (error) {
        end = trust.judge(endOf(error));
        const isOver = giveUpAt === undefined ? trust.isFinal(end) : clock.now() >= giveUpAt;
        if (isOver) throw error;
      }
    }
  }

  /** Ends a wait, and makes those that follow short again. */
  hurry(): void {
    this.#backoff.reset();
    this.#hurry.resolve();
  }

  /** Ends a wait. Then `open` is called once more at most. */
  stop(): void {
    this.#stopped = true;
    this.#hurry.resolve();
  }

  async #pause(ms: number, end: ConnectionEnd): Promise<void> {
    const { clock, onWait } = this.#options;
    onWait(ms, end);
    this.#hurry = Promise.withResolvers();
    const cancel = clock.after(ms, this.#hurry.resolve);
    await this.#hurry.promise;
    cancel();
  }
}
