/**
 * The dialects there are, by name.
 *
 * @module
 */
import type { Dialect } from "../session/dialect.ts";
import { createChatroom } from "./chatroom.ts";
import { createMessenger } from "./messenger/messenger.ts";
import { createMultiuser } from "./multiuser.ts";

/**
 * What makes each dialect, given a clock in ms since 1970 UTC; one more line here is all that a new
 * one needs outside its module.
 */
export const DIALECTS: Readonly<Record<string, (now: () => number) => Dialect>> = {
  messenger: createMessenger,
  multiuser: createMultiuser,
  chatroom: createChatroom,
};
