/**
 * The dialects, by name.
 *
 * @module
 */
import type { Dialect, DialectOptions } from "../session/dialect.ts";
import { createChatroom } from "./chatroom.ts";
import { createMessenger } from "./messenger/messenger.ts";
import { createMultiuser } from "./multiuser.ts";

/**
 * Creates each dialect, given a clock in ms since 1970 UTC. To add a dialect, add its module and
 * one line here.
 */
export const DIALECTS: Readonly<
  Record<string, (now: () => number, options?: DialectOptions) => Dialect>
> = {
  messenger: createMessenger,
  multiuser: createMultiuser,
  chatroom: createChatroom,
};
