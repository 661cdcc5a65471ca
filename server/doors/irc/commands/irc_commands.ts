/**
 * Every command of the IRC door.
 *
 * @module
 */
import { CHANNEL_COMMANDS } from "./channel.ts";
import { CHATHISTORY } from "./chathistory.ts";
import { CONNECTING } from "./connecting.ts";
import type { IrcCommands } from "./irc_command.ts";
import { MONITOR } from "./monitor.ts";
import { ONESELF } from "./oneself.ts";
import { SERVER_QUERIES } from "./server_queries.ts";
import { TALKING } from "./talking_commands.ts";
import { WHO_COMMANDS } from "./who.ts";
import { WHOIS_COMMANDS } from "./whois.ts";

/** Every command, by its name in capitals. */
export const IRC_COMMANDS: IrcCommands = {
  ...CHANNEL_COMMANDS,
  ...CHATHISTORY,
  ...CONNECTING,
  ...MONITOR,
  ...ONESELF,
  ...SERVER_QUERIES,
  ...TALKING,
  ...WHO_COMMANDS,
  ...WHOIS_COMMANDS,
};
