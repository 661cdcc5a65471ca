import { maskMatcher } from "../casemap.ts";
import type { IrcClient } from "../irc_client.ts";
import type { IrcMember } from "../irc_roster.ts";
import { CHANNEL } from "../isupport.ts";
import { RPL } from "../numerics.ts";
import type { Outgoing } from "../outgoing.ts";
import { isChannel } from "./channel.ts";
import type { IrcCommands } from "./irc_command.ts";

/** WHO, and its form with chosen fields, WHOX: https://ircv3.net/specs/extensions/whox */
export const WHO_COMMANDS: IrcCommands = {
  WHO: { run: (client, { params }) => who(client, params) },
};

async function who(
  client: IrcClient,
  [mask = "*", options = ""]: readonly string[],
): Promise<void> {
  const channel = isChannel(mask) ? CHANNEL : "*";
  const chosen = /^[^%]*%([a-z]*)(?:,(\d{1,3}))?$/i.exec(options);
  const write = chosen
    ? (member: IrcMember) => chosenFields(client, member, channel, chosen[1]!, chosen[2] ?? "0")
    : (member: IrcMember) => allFields(client, member, channel);
  await client.sendAll(replies(client, mask, write));
  client.numeric(RPL.ENDOFWHO, mask, "End of /WHO list");
}

function* replies(
  client: IrcClient,
  mask: string,
  write: (member: IrcMember) => Outgoing,
): Generator<Outgoing> {
  for (const member of found(client, mask)) yield write(member);
}

/** A nick finds anyone. Lists leave out invisible members who share no channel. */
function* found(client: IrcClient, mask: string): Generator<IrcMember> {
  const { roster } = client.context.world;
  const exact = roster.nicked(mask);
  if (exact) return yield exact;
  const isOfChannel = isChannel(mask);
  const matches = mask === "0" ? () => true : maskMatcher(mask);
  for (const member of roster.members) {
    if (!isVisible(client, member)) continue;
    if (isOfChannel ? member.isJoined : fieldsOf(member).some(matches)) yield member;
  }
}

function isVisible(client: IrcClient, member: IrcMember): boolean {
  return !member.isInvisible || member === client.member ||
    (member.isJoined && client.member!.isJoined);
}

function fieldsOf({ nick, user, host, realname }: IrcMember): string[] {
  return [nick, user, host, realname];
}

function flagsOf({ away, isOperator, isBot }: IrcMember): string {
  return `${away === undefined ? "H" : "G"}${isOperator ? "*" : ""}${isBot ? "B" : ""}`;
}

/** The channel is named where it was asked for: others may not be in it. */
function allFields(client: IrcClient, member: IrcMember, channel: string): Outgoing {
  const { nick, user, host, realname } = member;
  const fields = [
    channel,
    user,
    host,
    client.context.server,
    nick,
    flagsOf(member),
    `0 ${realname}`,
  ];
  return { command: RPL.WHOREPLY, params: [client.nick, ...fields] };
}

/** Each field by its letter, in the order in which they are sent. */
function chosenFields(
  client: IrcClient,
  member: IrcMember,
  channel: string,
  letters: string,
  token: string,
): Outgoing {
  const { server, now } = client.context;
  const idleSeconds = Math.floor((now() - member.spokeAt) / 1000);
  const all: readonly (readonly [letter: string, value: string])[] = [
    ["t", token],
    ["c", channel],
    ["u", member.user],
    ["i", "255.255.255.255"],
    ["h", member.host],
    ["s", server],
    ["n", member.nick],
    ["f", flagsOf(member)],
    ["d", "0"],
    ["l", `${Math.max(0, idleSeconds)}`],
    ["a", "0"],
    ["o", "n/a"],
    ["r", member.realname],
  ];
  const wanted = all.filter(([letter]) => letters.includes(letter)).map(([, value]) => value);
  return { command: RPL.WHOSPCRPL, params: [client.nick, ...wanted] };
}
