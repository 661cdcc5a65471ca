import type { Ask, Notice, RequestType, Result } from "../../protocol/mod.ts";
import { ConversationError } from "../conversation/connection_end.ts";
import { Conversation } from "../conversation/conversation.ts";
import type { ConversationEvent } from "../conversation/events.ts";
import { RefusedError, resultOf } from "../conversation/outcome.ts";
import { SYSTEM_CLOCK } from "../conversation/system_clock.ts";
import { eventLines } from "../dialects/words/event_words.ts";
import { dial } from "../net/dial.ts";
import type { Target } from "../net/target.ts";
import type { ServerWire } from "../net/server_wire.ts";
import type { ClientEvent } from "../session/events.ts";

/**
 * Asks the server.
 *
 * @throws {RefusedError} If it refuses.
 */
export type Asker = <T extends RequestType>(ask: Ask<T>) => Promise<Result<T>>;

/** Where an errand leads, and under which name. */
export interface ErrandOptions {
  /** The server. */
  target: Target;
  /**
   * Connects to the server.
   *
   * @default {dial}
   */
  dial?: () => Promise<ServerWire>;
  /** The name to take; without it, the errand is run without one. */
  username?: string;
  /** Takes notices, while the errand is run. */
  onNotice?: (notice: Notice) => void;
  /**
   * How long to try to come back, in ms, when the connection is lost.
   *
   * @default {0}
   */
  patienceMs?: number;
  /** Told that the connection is lost, when the errand will try to come back. */
  onLost?: (event: Extract<ConversationEvent, { type: "lost" }>) => void;
}

/**
 * Joins a server, does one thing there and leaves again.
 *
 * @param errand What to do.
 * @returns What that returned.
 * @throws {Error} If the server could not be joined, the connection was lost, or the errand failed.
 */
export async function runErrand<T>(
  {
    target,
    username,
    dial: connect = () => dial(target),
    onNotice = () => {},
    onLost = () => {},
    patienceMs = 0,
  }: ErrandOptions,
  errand: (ask: Asker) => Promise<T>,
): Promise<T> {
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => {});
  let calm = () => {};
  const conversation = new Conversation({
    target,
    dial: connect,
    reconnect: patienceMs > 0,
    name: () => username,
    clock: SYSTEM_CLOCK,
    random: Math.random,
    onEvent: (event) => {
      if (event.type === "welcomed" || event.type === "back") calm();
      else if (event.type !== "lost") onNotice(event);
      else {
        onLost(event);
        calm();
        const error = new ConversationError(event.end, target);
        calm = SYSTEM_CLOCK.after(patienceMs, () => lost.reject(error));
      }
    },
  });
  try {
    await conversation.join(username);
    conversation.keep().catch(lost.reject);
    try {
      return await Promise.race([
        errand((ask) => resultOf(ask, (...asked) => conversation.ask(...asked))),
        lost.promise,
      ]);
    } finally {
      await conversation.leave();
    }
  } finally {
    calm();
    conversation.close();
  }
}

/**
 * Runs an errand as a subcommand does.
 *
 * @returns The exit code: 1 if it failed, and that was said on standard error.
 */
export async function exitCodeOf(errand: () => Promise<void>): Promise<number> {
  try {
    await errand();
    return 0;
  } catch (error) {
    for (const { text } of eventLines(eventOf(error))) console.error(`chat: ${text}`);
    return 1;
  }
}

/** What an error that ends a command tells. */
export function eventOf(error: unknown): ClientEvent {
  if (error instanceof ConversationError) {
    return { type: "over", end: error.end, target: error.target };
  }
  if (error instanceof RefusedError) return { type: "refused", error: error.error };
  return { type: "fault", message: (error as Error).message };
}
