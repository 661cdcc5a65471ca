import type { Given, Option } from "../../types/command.d.ts";
import type { IrcOptions } from "../doors/irc/irc_door.ts";
import { firstLineOf } from "./first_line_of.ts";

/** The options of `chat serve` that say what IRC clients see. */
export const IRC_OPTIONS: Readonly<Record<string, Option>> = {
  "irc-name": {
    kind: "text",
    value: "NAME",
    default: "chat.local",
    help: "name of the server for IRC clients",
  },
  "irc-operator": {
    kind: "path",
    value: "FILE",
    help: "file with the name and password of an IRC operator on its first line",
  },
};

/** What a server is called: letters, digits, hyphens and dots. */
const SERVER_NAME = /^[\w-]+(\.[\w-]+)*$/;

/** Most characters of the name: as a host name has. */
const MAX_SERVER_NAME_CHARS = 63;

/**
 * Reads the options out of a command line.
 *
 * @throws {SyntaxError} If the name is none, or the file does not hold a name and a password.
 */
export async function readIrcOptions(given: Given): Promise<IrcOptions> {
  const serverName = given["irc-name"];
  if (serverName !== undefined && !isServerName(serverName)) {
    throw new SyntaxError(
      `--irc-name must be 1 to 63 letters, digits, hyphens and dots, received ${serverName}`,
    );
  }
  const file = given["irc-operator"];
  return { serverName, operator: file === undefined ? undefined : await readOperator(file) };
}

function isServerName(name: string): boolean {
  return name.length <= MAX_SERVER_NAME_CHARS && SERVER_NAME.test(name);
}

async function readOperator(file: string): Promise<IrcOptions["operator"]> {
  const line = await firstLineOf(file);
  const [, name, password] = /^(\S+) (\S+)$/.exec(line) ?? [];
  if (name === undefined || password === undefined) {
    throw new SyntaxError(`${file} must hold a name, a space and a password on its first line`);
  }
  return { name, password };
}
