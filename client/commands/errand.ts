import type { Ask, Notice, RequestType, Result } from "../../protocol/mod.ts";
import { ConversationError } from "../conversation/connection_end.ts";
import type { PasswordSource } from "../conversation/password_source.ts";
import { Conversation } from "../conversation/conversation.ts";
import type { ConversationEvent } from "../conversation/events.ts";
import { RefusedError, resultOf } from "../conversation/outcome.ts";
import { SYSTEM_CLOCK } from "../conversation/system_clock.ts";
import { eventLines } from "../dialects/words/event_words.ts";
import { dial } from "../net/dial.ts";
import type { Target } from "../net/target.ts";
import type { ServerWire } from "../net/server_wire.ts";
import { complain } from "../screens/complain.ts";
import type { ClientEvent } from "../session/events.ts";

/**
 * Asks the server.
 *
 * @throws {RefusedError} If it refuses.
 */
export type Asker = <T extends RequestType>(ask: Ask<T>) => Promise<Result<T>>;

/** Options of an errand: the server and the name. */
export interface ErrandOptions {
  /** The server. */
  target: Target;
  /**
   * Connects to the server.
   *
   * @default {dial}
   */
  dial?: () => Promise<ServerWire>;
  /** The server's password, if the user gave one. */
  password?: PasswordSource;
  /** The name to take. Without it, the errand runs without a name. */
  username?: string;
  /** Takes notices while the errand runs. */
  onNotice?: (notice: Notice) => void;
  /**
   * How long to try to reconnect when the connection is lost, in ms.
   *
   * @default {0}
   */
  patienceMs?: number;
  /** Called when the connection is lost and the errand tries to reconnect. */
  onLost?: (event: Extract<ConversationEvent, { type: "lost" }>) => void;
}

/**
 * Joins a server, does one thing there, and leaves.
 *
 * @param errand The function to run.
 * @returns The result of that function.
 * @throws {Error} If the server could not be joined, the connection was lost, or the errand failed.
 */
export async function runErrand<T>(
  {
    target,
    username,
    dial: connect = () => dial(target),
    password,
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
    password,
    reconnect: patienceMs > 0,
    name: () => username,
    clock: SYSTEM_CLOCK,
    random: Math.random,
    onEvent: (event) => {
      if (event.type === "welcomed" || event.type === "back") calm();
      else if (event.type === "lost") {
        onLost(event);
        calm();
        const error = new ConversationError(event.end, target);
        calm = SYSTEM_CLOCK.after(patienceMs, () => lost.reject(error));
      } else if (event.type !== "waiting") onNotice(event);
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
 * Runs an errand for a subcommand.
 *
 * @param tell Takes why it failed.
 * @returns The exit code: 1 if it failed.
 */
export async function exitCodeOf(
  errand: () => Promise<void>,
  tell: (event: ClientEvent) => void = tellInWords,
): Promise<number> {
  try {
    await errand();
    return 0;
  } catch (error) {
    tell(eventOf(error));
    return 1;
  }
}

function tellInWords(event: ClientEvent): void {
  for (const { text } of eventLines(event)) complain(text);
}

/** Describes an error that ends a command. */
export function eventOf(error: unknown): ClientEvent {
  if (error instanceof ConversationError) {
    return { type: "over", end: error.end, target: error.target };
  }
  if (error instanceof RefusedError) return { type: "refused", error: error.error };
  return { type: "fault", message: (error as Error).message };
}
