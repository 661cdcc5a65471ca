import type { Ask } from "../../../../protocol/mod.ts";
import { fromCtcp } from "../ctcp.ts";
import type { IrcClient } from "../irc_client.ts";
import type { IrcMessage } from "../irc_message.ts";
import { type IrcMember, sourceOf } from "../irc_roster.ts";
import { roomForText, textMessages } from "../irc_texts.ts";
import { CHANNEL } from "../isupport.ts";
import type { MessageTags } from "../message_tags.ts";
import { RPL } from "../numerics.ts";
import { utf8Bytes } from "../outgoing.ts";
import { isChannel } from "./channel.ts";
import { aboutFiles, FILES_NICK } from "./files_bot.ts";
import type { IrcCommands } from "./irc_command.ts";

/** Most targets of one command, as TARGMAX in 005 says. */
const MAX_TARGETS = 4;

/** Commands that send messages. */
export const TALKING: IrcCommands = {
  NOTICE: { run: (client, message, bytes) => speak(client, message, bytes, "NOTICE") },
  PRIVMSG: { run: (client, message, bytes) => speak(client, message, bytes, "PRIVMSG") },
  TAGMSG: { isTold: true, run: (client, message) => tagOnly(client, message) },
};

/** What a client says, to one of the targets that it names. */
interface Said {
  readonly client: IrcClient;
  readonly command: "PRIVMSG" | "NOTICE";
  readonly text: string;
  readonly sent: string;
  readonly clientTags?: MessageTags;
  readonly bytes: number;
}

/** NOTICE is never answered with an error. */
function speak(
  client: IrcClient,
  { params: [targets, sent], tags }: IrcMessage,
  bytes: number,
  command: "PRIVMSG" | "NOTICE",
): Promise<void> | undefined {
  const isQuiet = command === "NOTICE";
  if (!targets) {
    return isQuiet ? undefined : client.refuse("NORECIPIENT");
  }
  if (!sent) return isQuiet ? undefined : client.refuse("NOTEXTTOSEND");
  const text = fromCtcp(sent);
  if (!text) return; // CTCP other than ACTION.
  const said = { client, command, text, sent, bytes, clientTags: clientTagsOf(client, tags) };
  const all = targets.split(",");
  if (all.length > MAX_TARGETS && !isQuiet) return client.refuse("TOOMANYTARGETS", targets);
  let later: Promise<void> | undefined;
  for (const target of all.slice(0, MAX_TARGETS)) {
    later = later ? later.then(() => speakTo(said, target)) : speakTo(said, target);
  }
  return later;
}

function speakTo(said: Said, target: string): Promise<void> | undefined {
  const { client, command } = said;
  const isQuiet = command === "NOTICE";
  if (isChannel(target)) {
    if (client.member!.isJoined) return say(said);
    return isQuiet ? undefined : client.refuse("CANNOTSENDTOCHAN", CHANNEL);
  }
  if (target === FILES_NICK) return isQuiet ? undefined : aboutFiles(client, said.sent, said.bytes);
  const to = client.context.world.roster.nicked(target);
  if (to) return tell(said, to);
  if (isQuiet) return;
  if (target.startsWith("#")) return client.refuse("NOSUCHCHANNEL", target);
  return client.refuse("NOSUCHNICK", target);
}

function say(said: Said): Promise<void> | undefined {
  const { client, command, text, clientTags } = said;
  if (isTooLong(said, CHANNEL)) return client.refuse("INPUTTOOLONG");
  const { world } = client.context;
  if (command === "NOTICE" || clientTags) {
    world.annotations.add(client.member!.name, { text, command, clientTags });
  }
  client.hasSaid = true;
  return deliver(said, { type: "say", text }, CHANNEL);
}

function tell(said: Said, to: IrcMember): Promise<void> | undefined {
  const { client, command, text, clientTags } = said;
  if (isTooLong(said, to.nick)) return client.refuse("INPUTTOOLONG");
  if (command === "NOTICE" || clientTags) {
    client.context.world.annotations.add(client.member!.name, { text, command, clientTags });
  }
  client.hasSaid = true;
  if (to.away !== undefined && command === "PRIVMSG") {
    client.numeric(RPL.AWAY, to.nick, to.away);
  }
  return deliver(said, { type: "tell", to: to.name, text }, to.nick);
}

/** Gives a text to the room, and echoes it if its client asked for `echo-message`. */
function deliver(said: Said, ask: Ask, target: string): Promise<void> | undefined {
  const { client, command, text, clientTags, bytes } = said;
  const { world, now, hub } = client.context;
  client.member!.spokeAt = now();
  return client.ask(ask, bytes, (reply) => {
    if ("error" in reply) return client.notice(reply.error.message);
    if (!client.caps.has("echo-message")) return;
    const source = sourceOf(client.member!);
    const msgid = world.ids.of(hub.past.seq);
    const messages = textMessages({
      source,
      command,
      target,
      text,
      time: now(),
      msgid,
      isFromBot: client.member!.isBot,
      clientTags,
    });
    for (const message of messages) client.send(message);
  });
}

/** Whether a text is too long for one line to other IRC clients: its client has to split it. */
function isTooLong({ client, command, sent }: Said, target: string): boolean {
  return utf8Bytes(sent) > roomForText({ source: sourceOf(client.member!), command, target });
}

/** The tags that go to other clients: only those with a plus. */
function clientTagsOf(client: IrcClient, tags: MessageTags): MessageTags | undefined {
  if (tags.size === 0 || !client.caps.has("message-tags")) return undefined;
  const own = new Map([...tags].filter(([key]) => key.startsWith("+")));
  return own.size === 0 ? undefined : own;
}

/** Passes on tags without a text, such as that somebody is typing. The room does not see them. */
function tagOnly(client: IrcClient, { params: [target], tags }: IrcMessage): undefined {
  const clientTags = clientTagsOf(client, tags);
  if (!target || !clientTags) return;
  const { world, clients, now } = client.context;
  const source = sourceOf(client.member!);
  const message = (to: string) => ({
    source,
    command: "TAGMSG",
    params: [to],
    clientTags,
    time: now(),
    msgid: world.ids.of(0) + `.${client.nextBatch()}`,
    needs: "message-tags",
  } as const);
  if (isChannel(target)) {
    if (!client.member!.isJoined) return client.refuse("CANNOTSENDTOCHAN", CHANNEL);
    const toAll = message(CHANNEL);
    clients.broadcast([toAll], client);
    if (client.caps.has("echo-message")) client.send(toAll);
    return;
  }
  const to = world.roster.nicked(target);
  if (!to) return client.refuse("NOSUCHNICK", target);
  const toOne = message(to.nick);
  clients.tell(to, [toOne]);
  if (client.caps.has("echo-message")) client.send(toOne);
}
