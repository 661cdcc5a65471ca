import type { IrcClient } from "../irc_client.ts";
import { RPL } from "../numerics.ts";
import type { IrcCommands } from "./irc_command.ts";

/** Questions about the server. */
export const SERVER_QUERIES: IrcCommands = {
  ADMIN: { run: (client) => admin(client) },
  HELP: { run: (client, { params }) => help(client, params[0]) },
  INFO: { run: (client) => info(client) },
  LINKS: { run: (client) => links(client) },
  LUSERS: { run: (client) => lusers(client) },
  MOTD: { run: (client, { params }) => ifHere(client, params[0], welcomeAgain) },
  TIME: { run: (client, { params }) => ifHere(client, params[0], time) },
  VERSION: { run: (client, { params }) => ifHere(client, params[0], version) },
};

/** Answers a question that is for this server, the only one there is. */
function ifHere(
  client: IrcClient,
  target: string | undefined,
  answer: (client: IrcClient) => undefined,
): undefined {
  const { server, world } = client.context;
  const isHere = target === undefined || target.toLowerCase() === server.toLowerCase() ||
    world.roster.nicked(target) !== undefined;
  return isHere ? answer(client) : client.refuse("NOSUCHSERVER", target!);
}

/** Counts who is here. */
export function lusers(client: IrcClient): undefined {
  const { world: { roster }, clients } = client.context;
  let [invisible, operators] = [0, 0];
  for (const { isInvisible, isOperator } of roster.members) {
    if (isInvisible) invisible++;
    if (isOperator) operators++;
  }
  const { size, largest } = roster;
  client.numeric(
    RPL.LUSERCLIENT,
    `There are ${size - invisible} users and ${invisible} invisible on 1 servers`,
  );
  client.numeric(RPL.LUSEROP, `${operators}`, "operator(s) online");
  client.numeric(RPL.LUSERUNKNOWN, `${clients.unregistered}`, "unknown connection(s)");
  client.numeric(RPL.LUSERCHANNELS, "1", "channels formed");
  client.numeric(RPL.LUSERME, `I have ${size} clients and 0 servers`);
  const counts = [`${size}`, `${largest}`] as const;
  client.numeric(RPL.LOCALUSERS, ...counts, `Current local users ${size}, max ${largest}`);
  client.numeric(RPL.GLOBALUSERS, ...counts, `Current global users ${size}, max ${largest}`);
}

/** Shows the message of the day. */
export function motd(client: IrcClient, lines: readonly string[]): undefined {
  const { server } = client.context;
  client.numeric(RPL.MOTDSTART, `- ${server} Message of the day -`);
  for (const line of lines) client.numeric(RPL.MOTD, `- ${line}`);
  client.numeric(RPL.ENDOFMOTD, "End of /MOTD command");
}

function welcomeAgain(client: IrcClient): undefined {
  const { world: { roster } } = client.context;
  const count = roster.size === 1 ? "1 user is online" : `${roster.size} users are online`;
  return motd(client, [`${count}.`, "Everyone is in #chat: /join #chat"]);
}

function time(client: IrcClient): undefined {
  const { server, now } = client.context;
  client.numeric(RPL.TIME, server, new Date(now()).toUTCString());
}

function version(client: IrcClient): undefined {
  const { server, version } = client.context;
  client.numeric(RPL.VERSION, version, server, "One room, many doors");
}

function admin(client: IrcClient): undefined {
  const { server } = client.context;
  client.numeric(RPL.ADMINME, server, "Administrative info");
  client.numeric(RPL.ADMINLOC1, "Ask whoever gave you this address");
}

function info(client: IrcClient): undefined {
  const { version, startedAt } = client.context;
  client.numeric(RPL.INFO, `${version}: one room, #chat, for clients of many kinds`);
  client.numeric(RPL.INFO, `On-line since ${new Date(startedAt).toUTCString()}`);
  client.numeric(RPL.ENDOFINFO, "End of /INFO list");
}

/** There is one server, and it is linked to no other. */
function links(client: IrcClient): undefined {
  client.numeric(RPL.ENDOFLINKS, "*", "End of /LINKS list");
}

const HELP_LINES = [
  "This server has one room, #chat: JOIN #chat to be in it.",
  "PRIVMSG #chat :TEXT says something to everyone, PRIVMSG NICK :TEXT to one.",
  "PRIVMSG *files :list shows the shared files.",
  "NAMES, WHO and WHOIS show who is here, whatever program they use.",
];

/** Help on single commands. */
const HELP_TOPICS: Readonly<Record<string, string>> = {
  AWAY: "AWAY :TEXT tells whoever writes to you; AWAY alone ends it.",
  CHATHISTORY: "CHATHISTORY LATEST #chat * 50 shows the last messages.",
  JOIN: "JOIN #chat puts you in the channel; there is no other.",
  NICK: "NICK NAME changes your name in the room.",
  NOTICE: "NOTICE is PRIVMSG, marked so that no program answers it.",
  PART: "PART #chat takes you out of the channel; you keep your name.",
  PRIVMSG: "PRIVMSG #chat :TEXT says something to everyone, PRIVMSG NICK :TEXT to one.",
  QUIT: "QUIT :TEXT leaves; others see the text.",
  TOPIC: "TOPIC #chat :TEXT sets the topic, for IRC clients; TOPIC #chat shows it.",
};

function help(client: IrcClient, subject = "*"): undefined {
  const topic = subject.toUpperCase();
  const isOverview = topic === "*" || topic === "INDEX";
  const lines = isOverview ? HELP_LINES : [HELP_TOPICS[topic]];
  if (!isOverview && !Object.hasOwn(HELP_TOPICS, topic)) {
    return client.refuse("HELPNOTFOUND", subject);
  }
  client.numeric(RPL.HELPSTART, subject, "How to use this server");
  for (const line of lines) client.numeric(RPL.HELPTXT, subject, line!);
  client.numeric(RPL.ENDOFHELP, subject, "End of /HELP");
}
