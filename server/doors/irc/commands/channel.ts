import { foldCase, maskMatcher } from "../casemap.ts";
import type { IrcClient } from "../irc_client.ts";
import { type IrcMember, sourceOf } from "../irc_roster.ts";
import { joinMessages } from "../join_messages.ts";
import { CHANNEL } from "../isupport.ts";
import { RPL } from "../numerics.ts";
import { type Outgoing, utf8Bytes } from "../outgoing.ts";
import type { IrcCommands } from "./irc_command.ts";

/** Most bytes of a topic, as TOPICLEN in 005 says. */
const MAX_TOPIC_BYTES = 300;

/** Most bytes of the nicks in one line of NAMES: what stands before them takes 150 at most. */
const NAMES_BYTES = 350;

/** Most channels in one command, as TARGMAX in 005 says. */
const MAX_CHANNELS = 4;

/** Commands about the channel. */
export const CHANNEL_COMMANDS: IrcCommands = {
  INVITE: { isTold: true, least: 2, run: (client, { params }) => invite(client, params) },
  JOIN: { isTold: true, least: 1, run: (client, { params }) => join(client, params[0]!) },
  KICK: { least: 2, run: (client, { params }) => privileged(client, params[0]!) },
  LIST: { run: (client, { params }) => list(client, params[0]) },
  NAMES: { run: (client, { params }) => names(client, params[0]) },
  PART: {
    isTold: true,
    least: 1,
    run: (client, { params }) => part(client, params[0]!, params[1]),
  },
  TOPIC: { isTold: true, least: 1, run: (client, { params }) => topic(client, params) },
};

/** Whether a name is that of the channel, in upper or lower case. */
export function isChannel(name: string): boolean {
  return foldCase(name) === CHANNEL;
}

async function join(client: IrcClient, list: string): Promise<void> {
  if (list === "0") return leaveChannel(client);
  for (const name of list.split(",").slice(0, MAX_CHANNELS)) {
    if (!isChannel(name)) client.refuse("NOSUCHCHANNEL", name);
    else if (!client.member!.isJoined) await enterChannel(client);
  }
}

async function enterChannel(client: IrcClient): Promise<void> {
  const { clients, now, world } = client.context;
  const member = client.member!;
  member.isJoined = true;
  client.adjust();
  const messages = joinMessages(member, now());
  clients.broadcast(messages, client);
  for (const message of messages) if (message.command === "JOIN") client.send(message);
  if (world.topic) showTopic(client);
  await names(client, CHANNEL);
}

function part(client: IrcClient, list: string, reason?: string): undefined {
  for (const name of list.split(",").slice(0, MAX_CHANNELS)) {
    if (!isChannel(name)) client.refuse("NOSUCHCHANNEL", name);
    else if (!client.member!.isJoined) client.refuse("NOTONCHANNEL", name);
    else leaveChannel(client, reason);
  }
}

function leaveChannel(client: IrcClient, reason?: string): void {
  const member = client.member!;
  if (!member.isJoined) return;
  const params = reason ? [CHANNEL, reason] : [CHANNEL];
  tellChannel(client, { source: sourceOf(member), command: "PART", params });
  member.isJoined = false;
  client.adjust();
}

/** Tells everyone in the channel. The client itself is told in the answer to its command. */
export function tellChannel(client: IrcClient, message: Outgoing): void {
  client.context.clients.broadcast([message], client);
  client.send(message);
}

/** Lists who is in the channel. */
export async function names(client: IrcClient, target: string | undefined): Promise<void> {
  if (target !== undefined && isChannel(target)) await client.sendAll(nameReplies(client));
  client.numeric(RPL.ENDOFNAMES, target ?? "*", "End of /NAMES list");
}

function* nameReplies(client: IrcClient): Generator<Outgoing> {
  const written = client.caps.has("userhost-in-names") ? sourceOf : ({ nick }: IrcMember) => nick;
  const reply = (line: string) => ({
    command: RPL.NAMREPLY,
    params: [client.nick, "=", CHANNEL, line],
  });
  let line = "";
  let bytes = 0;
  for (const member of visibleTo(client)) {
    const word = written(member);
    const more = utf8Bytes(word) + 1;
    if (bytes + more > NAMES_BYTES) {
      yield reply(line);
      [line, bytes] = ["", 0];
    }
    line += line === "" ? word : ` ${word}`;
    bytes += more;
  }
  if (line !== "") yield reply(line);
}

function* visibleTo(client: IrcClient): Generator<IrcMember> {
  for (const member of client.context.world.roster.members) {
    if (member.isJoined && (client.member!.isJoined || !member.isInvisible)) yield member;
  }
}

function topic(client: IrcClient, [name, text]: readonly string[]): undefined {
  const { world, now } = client.context;
  if (!isChannel(name!)) return client.refuse("NOSUCHCHANNEL", name!);
  if (text === undefined) {
    if (world.topic) showTopic(client);
    else client.numeric(RPL.NOTOPIC, CHANNEL, "No topic is set");
    return;
  }
  if (!client.member!.isJoined) return client.refuse("NOTONCHANNEL", CHANNEL);
  const source = sourceOf(client.member!);
  const kept = cutTo(text, MAX_TOPIC_BYTES);
  world.topic = kept === "" ? undefined : { text: kept, by: source, at: now() };
  tellChannel(client, { source, command: "TOPIC", params: [CHANNEL, kept] });
}

function showTopic(client: IrcClient): void {
  const { text, by, at } = client.context.world.topic!;
  client.numeric(RPL.TOPIC, CHANNEL, text);
  client.numeric(RPL.TOPICWHOTIME, CHANNEL, by, `${Math.floor(at / 1000)}`);
}

function cutTo(text: string, maxBytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maxBytes));
  return text.slice(0, read);
}

/** Masks, masks to exclude, and numbers of members, as ELIST in 005 says. */
function list(client: IrcClient, wanted: string | undefined): undefined {
  const { world: { roster, topic } } = client.context;
  const count = [...roster.members].filter((member) => member.isJoined).length;
  client.numeric(RPL.LISTSTART, "Channel", "Users  Name");
  const masks = wanted === undefined ? [] : wanted.split(",").slice(0, MAX_CHANNELS);
  if (count > 0 && (masks.length === 0 || masks.some((mask) => isWanted(mask, count)))) {
    client.numeric(RPL.LIST, CHANNEL, `${count}`, topic?.text ?? "");
  }
  client.numeric(RPL.LISTEND, "End of /LIST");
}

function isWanted(mask: string, count: number): boolean {
  const [, sign, number] = /^([<>])(\d{1,9})$/.exec(mask) ?? [];
  if (sign === "<") return count < Number(number);
  if (sign === ">") return count > Number(number);
  return mask.startsWith("!") ? !maskMatcher(mask.slice(1))(CHANNEL) : maskMatcher(mask)(CHANNEL);
}

function invite(client: IrcClient, [nick, name]: readonly string[]): undefined {
  const invited = client.context.world.roster.nicked(nick!);
  if (!isChannel(name!)) return client.refuse("NOSUCHCHANNEL", name!);
  if (!invited) return client.refuse("NOSUCHNICK", nick!);
  if (!client.member!.isJoined) return client.refuse("NOTONCHANNEL", CHANNEL);
  if (invited.isJoined) return client.refuse("USERONCHANNEL", invited.nick, CHANNEL);
  const message = {
    source: sourceOf(client.member!),
    command: "INVITE",
    params: [invited.nick, CHANNEL],
  };
  client.context.clients.tell(invited, [message]);
  client.numeric(RPL.INVITING, invited.nick, CHANNEL);
}

/** Nobody has a rank in the room. */
function privileged(client: IrcClient, name: string): undefined {
  if (!isChannel(name)) return client.refuse("NOSUCHCHANNEL", name);
  return client.refuse("CHANOPRIVSNEEDED", CHANNEL);
}
