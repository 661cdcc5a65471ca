import type { IrcClient } from "../irc_client.ts";
import type { GoneMember, IrcMember } from "../irc_roster.ts";
import { CHANNEL } from "../isupport.ts";
import { RPL } from "../numerics.ts";
import type { IrcCommands } from "./irc_command.ts";

/** Most nicks in one ISON or USERHOST. */
const MAX_NICKS = 5;

/** Questions about single people. */
export const WHOIS_COMMANDS: IrcCommands = {
  ISON: { least: 1, run: (client, { params }) => ison(client, params) },
  USERHOST: { least: 1, run: (client, { params }) => userhost(client, params) },
  WHOIS: { run: (client, { params }) => whois(client, params) },
  WHOWAS: { run: (client, { params }) => whowas(client, params) },
};

/** A server may be named before the nick. It is ignored: there is only this one. */
function whois(client: IrcClient, params: readonly string[]): undefined {
  const asked = params.filter((param) => param !== "").at(-1);
  if (asked === undefined) return client.refuse("NONICKNAMEGIVEN");
  const nick = asked.split(",")[0]!;
  const member = client.context.world.roster.nicked(nick);
  if (member) describe(client, member);
  else client.refuse("NOSUCHNICK", nick);
  client.numeric(RPL.ENDOFWHOIS, nick, "End of /WHOIS list");
}

function describe(client: IrcClient, member: IrcMember): void {
  const { server, network, now } = client.context;
  const { nick, user, host, realname, away, isJoined, isOperator, isBot } = member;
  client.numeric(RPL.WHOISUSER, nick, user, host, "*", realname);
  const isShown = isJoined && (client.member!.isJoined || !member.isInvisible);
  if (isShown) client.numeric(RPL.WHOISCHANNELS, nick, CHANNEL);
  client.numeric(RPL.WHOISSERVER, nick, server, network);
  if (away !== undefined) client.numeric(RPL.AWAY, nick, away);
  if (isOperator) client.numeric(RPL.WHOISOPERATOR, nick, "is the operator of this server");
  if (isBot) client.numeric(RPL.WHOISBOT, nick, "is a bot");
  const idle = Math.max(0, Math.floor((now() - member.spokeAt) / 1000));
  const since = Math.floor(member.cameAt / 1000);
  client.numeric(RPL.WHOISIDLE, nick, `${idle}`, `${since}`, "seconds idle, signon time");
}

function whowas(client: IrcClient, [nick, count]: readonly string[]): undefined {
  if (!nick) return client.refuse("NONICKNAMEGIVEN");
  const most = Number(count) > 0 ? Number(count) : Infinity;
  const gone = client.context.world.roster.gone(nick).slice(0, most);
  if (gone.length === 0) client.refuse("WASNOSUCHNICK", nick);
  for (const each of gone) recall(client, each);
  client.numeric(RPL.ENDOFWHOWAS, nick, "End of WHOWAS");
}

function recall(client: IrcClient, { nick, user, host, realname, at }: GoneMember): void {
  client.numeric(RPL.WHOWASUSER, nick, user, host, "*", realname);
  client.numeric(RPL.WHOISSERVER, nick, client.context.server, new Date(at).toUTCString());
}

/** Nicks come as several parameters or, as in RFC 1459, in one. */
function ison(client: IrcClient, params: readonly string[]): undefined {
  const { roster } = client.context.world;
  const here = params.flatMap((param) => param.split(" "))
    .flatMap((nick) => roster.nicked(nick)?.nick ?? []);
  client.numeric(RPL.ISON, here.join(" "));
}

function userhost(client: IrcClient, params: readonly string[]): undefined {
  const { roster } = client.context.world;
  const replies = params.slice(0, MAX_NICKS).flatMap((nick) => {
    const member = roster.nicked(nick);
    if (!member) return [];
    const { user, host, away, isOperator } = member;
    return [
      `${member.nick}${isOperator ? "*" : ""}=${away === undefined ? "+" : "-"}${user}@${host}`,
    ];
  });
  client.numeric(RPL.USERHOST, replies.join(" "));
}
