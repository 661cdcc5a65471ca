import type { Result } from "../../../../protocol/mod.ts";
import type { IrcClient } from "../irc_client.ts";
import { sourceOf } from "../irc_roster.ts";
import { isNick } from "../nick_book.ts";
import { followRoom, refuseNick, registerIfComplete } from "./greeting.ts";
import type { IrcCommands } from "./irc_command.ts";

/** Most characters of a user name, as USERLEN in 005 says. */
const MAX_USER_CHARS = 10;

/** Most characters of a real name, as NAMELEN in 005 says. */
export const MAX_REALNAME_CHARS = 128;

/** What opens a conversation, keeps it alive and ends it. */
export const CONNECTING: IrcCommands = {
  CAP: { least: 1, isEarly: true, run: (client, { params }, bytes) => cap(client, params, bytes) },
  NICK: { isEarly: true, run: (client, { params }, bytes) => nick(client, params[0], bytes) },
  PASS: { least: 1, isEarly: true, run: (client, { params }) => pass(client, params[0]!) },
  PING: { isEarly: true, run: (client, { params }) => ping(client, params[0]) },
  PONG: { isEarly: true, run: () => {} },
  QUIT: { isEarly: true, run: (client, { params }, bytes) => quit(client, params[0], bytes) },
  USER: {
    least: 4,
    isEarly: true,
    run: (client, { params }, bytes) => user(client, params, bytes),
  },
};

function cap(client: IrcClient, params: readonly string[], bytes: number) {
  const answer = client.caps.take(params);
  client.adjust();
  if (!answer) return client.refuse("INVALIDCAPCMD", params[0]!);
  if (answer.length > 0) client.send({ command: "CAP", params: [client.nick, ...answer] });
  return registerIfComplete(client, bytes);
}

function pass(client: IrcClient, password: string): undefined {
  if (client.member) return client.refuse("ALREADYREGISTERED");
  client.registration.password = password;
}

function user(client: IrcClient, [user, , , realname]: readonly string[], bytes: number) {
  if (client.member) return client.refuse("ALREADYREGISTERED");
  if (realname === "") return client.refuse("NEEDMOREPARAMS", "USER");
  const plain = user!.replace(/[^\w.-]/g, "").slice(0, MAX_USER_CHARS - 1);
  client.registration.user = plain === "" ? "user" : plain;
  client.registration.realname = [...realname!].slice(0, MAX_REALNAME_CHARS).join("");
  return registerIfComplete(client, bytes);
}

function nick(client: IrcClient, nick: string | undefined, bytes: number) {
  if (nick === undefined || nick === "") return client.refuse("NONICKNAMEGIVEN");
  if (!isNick(nick)) return client.refuse("ERRONEUSNICKNAME", nick);
  followRoom(client);
  const holder = client.context.world.roster.nicked(nick);
  if (holder && holder !== client.member) return client.refuse("NICKNAMEINUSE", nick);
  if (client.member) return rename(client, nick, bytes);
  client.registration.nick = nick;
  return registerIfComplete(client, bytes);
}

/** Tells the client in the answer to its command. The room tells the others. */
async function rename(client: IrcClient, nick: string, bytes: number): Promise<void> {
  const member = client.member!;
  const name = nick.normalize("NFC");
  if (name === member.name) return;
  const source = sourceOf(member);
  client.expectOwnName(name);
  let isDone = false;
  await client.ask({ type: "name", name }, bytes, (reply) => {
    if ("ok" in reply) isDone = (reply.ok as Result<"name">).name === name;
    else refuseNick(client, nick, reply.error.code, reply.error.message);
  });
  await Promise.resolve(); // Until the others have been told, and the roster knows the nick.
  client.adjust();
  if (isDone) client.send({ source, command: "NICK", params: [member.nick] });
}

function ping(client: IrcClient, token: string | undefined): undefined {
  if (token === undefined) return client.refuse("NEEDMOREPARAMS", "PING");
  const { server } = client.context;
  client.send({ command: "PONG", params: [server, token] });
}

function quit(client: IrcClient, message: string | undefined, bytes: number) {
  const reason = message === undefined ? "Quit" : `Quit: ${message}`;
  client.sayGoodbye(reason);
  if (!client.member) return client.finish("said goodbye");
  client.context.world.explain(client.member.name, reason);
  return client.ask({ type: "bye" }, bytes, () => client.finish("said goodbye"));
}
