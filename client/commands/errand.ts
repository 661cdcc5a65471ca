import type { Ask, Notice, RequestType, Result } from "../../protocol/mod.ts";
import type { ServerDialer } from "../net/server_dialer.ts";
import { Conversation } from "../conversation/conversation.ts";
import { resultOf } from "../conversation/outcome.ts";
import { SYSTEM_CLOCK } from "../conversation/system_clock.ts";

/**
 * Asks the server.
 *
 * @throws {Error} If it refuses, with its sentence.
 */
export type Asker = <T extends RequestType>(ask: Ask<T>) => Promise<Result<T>>;

/** Where an errand leads, and under which name. */
export interface ErrandOptions {
  /** The server. */
  server: ServerDialer;
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
  /** Told why the connection is lost, when the errand will try to come back. */
  onLost?: (why: string) => void;
}

/**
 * Joins a server, does one thing there and leaves again.
 *
 * @param errand What to do.
 * @returns What that returned.
 * @throws {Error} If the server could not be joined, the connection was lost, or the errand failed.
 */
export async function runErrand<T>(
  { server, username, onNotice = () => {}, onLost = () => {}, patienceMs = 0 }: ErrandOptions,
  errand: (ask: Asker) => Promise<T>,
): Promise<T> {
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => {});
  let calm = () => {};
  const link = new Conversation({
    where: server.where,
    dial: () => server.dial(),
    reconnect: patienceMs > 0,
    name: () => username,
    clock: SYSTEM_CLOCK,
    random: Math.random,
    onGreeted: () => calm(),
    onNotice,
    onLost: (why) => {
      onLost(why);
      calm();
      calm = SYSTEM_CLOCK.after(patienceMs, () => lost.reject(new Error(why)));
    },
  });
  try {
    await link.join(username);
    link.keep().catch(lost.reject);
    try {
      return await Promise.race([
        errand((ask) => resultOf(ask, (...asked) => link.ask(...asked))),
        lost.promise,
      ]);
    } finally {
      await link.leave();
    }
  } finally {
    calm();
    link.close();
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
    console.error(`chat: ${(error as Error).message}`);
    return 1;
  }
}
