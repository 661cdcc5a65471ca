import type { IrcClient } from "../irc_client.ts";
import { sourceOf } from "../irc_roster.ts";
import { CHANNEL } from "../isupport.ts";
import { RPL } from "../numerics.ts";
import { isChannel } from "./channel.ts";
import { MAX_REALNAME_CHARS } from "./connecting.ts";
import type { IrcCommands } from "./irc_command.ts";

/** Most characters of an away message, as AWAYLEN in 005 says. */
const MAX_AWAY_CHARS = 200;

/** Commands by which clients describe themselves, and modes. */
export const ONESELF: IrcCommands = {
  AWAY: { isTold: true, run: (client, { params }) => away(client, params[0]) },
  KILL: { least: 1, run: (client) => client.refuse("NOPRIVILEGES") },
  MODE: { least: 1, run: (client, { params }) => mode(client, params) },
  OPER: { least: 2, run: (client, { params }) => oper(client, params) },
  SETNAME: { isTold: true, least: 1, run: (client, { params }) => setname(client, params[0]!) },
};

function away(client: IrcClient, message: string | undefined): undefined {
  const member = client.member!;
  member.away = message ? [...message].slice(0, MAX_AWAY_CHARS).join("") : undefined;
  if (message) client.numeric(RPL.NOWAWAY, "You have been marked as being away");
  else client.numeric(RPL.UNAWAY, "You are no longer marked as being away");
  const params = member.away === undefined ? [] : [member.away];
  const notice = {
    source: sourceOf(member),
    command: "AWAY",
    params,
    needs: "away-notify",
  } as const;
  if (member.isJoined) client.context.clients.broadcast([notice], client);
  client.context.clients.tellStrangers(member, notice);
}

function setname(client: IrcClient, realname: string): undefined {
  if (realname === "" || [...realname].length > MAX_REALNAME_CHARS) {
    const sentence = `A real name has 1 to ${MAX_REALNAME_CHARS} characters`;
    return client.fail("SETNAME", "INVALID_REALNAME", sentence);
  }
  const member = client.member!;
  member.realname = realname;
  const message = {
    source: sourceOf(member),
    command: "SETNAME",
    params: [realname],
    needs: "setname",
  } as const;
  if (member.isJoined) client.context.clients.broadcast([message], client);
  client.context.clients.tellStrangers(member, message);
  client.send(message);
}

/** The name and the password of the operator are the server's, if it was given any. */
function oper(client: IrcClient, [name, password]: readonly string[]): undefined {
  const { operator } = client.context;
  if (!operator) return client.refuse("NOOPERHOST");
  if (name !== operator.name || !isSame(password!, operator.password)) {
    return client.refuse("PASSWDMISMATCH");
  }
  client.member!.isOperator = true;
  client.numeric(RPL.YOUREOPER, "You are now an operator");
  client.send({ source: client.nick, command: "MODE", params: [client.nick, "+o"] });
}

/** Takes the same time wherever the two differ. */
function isSame(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let i = 0; i < expected.length; i++) {
    difference |= expected.charCodeAt(i) ^ (given.charCodeAt(i) || 0);
  }
  return difference === 0;
}

function mode(client: IrcClient, [target, change, ...rest]: readonly string[]): undefined {
  if (target!.startsWith("#")) return channelMode(client, target!, change, rest);
  const { roster } = client.context.world;
  const member = roster.nicked(target!);
  if (!member) return client.refuse("NOSUCHNICK", target!);
  if (member !== client.member) return client.refuse("USERSDONTMATCH");
  if (change === undefined) return void client.numeric(RPL.UMODEIS, modesOf(client));
  changeOwn(client, change);
}

function modesOf({ member }: IrcClient): string {
  const { isInvisible, isBot, isOperator } = member!;
  return `+${isBot ? "B" : ""}${isInvisible ? "i" : ""}${isOperator ? "o" : ""}`;
}

/** Clients may make themselves invisible or a bot, and give up being operator. */
function changeOwn(client: IrcClient, change: string): void {
  const member = client.member!;
  let isOn = true;
  let changed = "";
  let isUnknown = false;
  for (const letter of change) {
    if (letter === "+" || letter === "-") isOn = letter === "+";
    else if (letter === "i") member.isInvisible = isOn;
    else if (letter === "B") member.isBot = isOn;
    else if (letter === "o" && !isOn) member.isOperator = false;
    else if (letter !== "o") isUnknown = true;
    if ("iB".includes(letter) || (letter === "o" && !isOn)) {
      changed += `${isOn ? "+" : "-"}${letter}`;
    }
  }
  if (isUnknown) client.refuse("UMODEUNKNOWNFLAG");
  if (changed === "") return;
  const params = [client.nick, changed];
  client.send({ source: sourceOf(member), command: "MODE", params });
}

/** The room is always open, never moderated, and has no ranks. */
function channelMode(
  client: IrcClient,
  name: string,
  change: string | undefined,
  rest: readonly string[],
): undefined {
  if (!isChannel(name)) return client.refuse("NOSUCHCHANNEL", name);
  if (change === undefined) {
    client.numeric(RPL.CHANNELMODEIS, CHANNEL, "+n");
    client.numeric(RPL.CREATIONTIME, CHANNEL, `${Math.floor(client.context.startedAt / 1000)}`);
    return;
  }
  const isBanList = /^\+?b$/.test(change) && rest.length === 0;
  if (isBanList) return void client.numeric(RPL.ENDOFBANLIST, CHANNEL, "End of channel ban list");
  return client.refuse("CHANOPRIVSNEEDED", CHANNEL);
}
