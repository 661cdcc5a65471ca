import { PROTOCOL_VERSION, type Result } from "../../../../protocol/mod.ts";
import type { IrcClient } from "../irc_client.ts";
import { CHANNEL, isupportLines } from "../isupport.ts";
import { ERR, RPL } from "../numerics.ts";
import { lusers, motd } from "./server_queries.ts";

/** The host of everyone who joined through the IRC door: addresses are not shown. */
const IRC_HOST = "irc";

/**
 * Registers a client if it has said all that it takes.
 *
 * @param bytes How many bytes the line has that may complete it.
 * @returns What to wait for before the next line, if anything.
 */
export function registerIfComplete(client: IrcClient, bytes: number): Promise<void> | undefined {
  const { registration: { nick, user, realname }, caps, context: { world } } = client;
  if (nick === undefined || user === undefined || caps.isOpen || client.member) return;
  if (!client.seat.isAdmitted) return unlock(client, bytes);
  const name = nick.normalize("NFC");
  world.roster.expect(name, { user: `~${user}`, host: IRC_HOST, realname: realname ?? nick });
  const hello = { type: "hello", version: PROTOCOL_VERSION, name } as const;
  return client.ask(hello, bytes, (reply) => {
    if ("ok" in reply) return welcome(client, name, (reply.ok as Result<"hello">).welcome);
    world.roster.unexpect(name);
    client.registration.nick = undefined;
    refuseNick(client, nick, reply.error.code, reply.error.message);
  });
}

/** Proves the server's password, then goes on with the registration. */
async function unlock(client: IrcClient, bytes: number): Promise<void> {
  const { password } = client.registration;
  if (password !== undefined) {
    await client.ask({ type: "unlock", password }, bytes, (reply) => {
      if ("error" in reply) client.refuse("PASSWDMISMATCH");
    });
    if (client.seat.isAdmitted) return await registerIfComplete(client, bytes);
  } else client.refuse("PASSWDMISMATCH");
  client.sayGoodbye("Password incorrect");
  client.finish("wrong password");
}

/** Says why a client cannot have a nick. */
export function refuseNick(client: IrcClient, nick: string, code: string, sentence: string): void {
  if (code === "name-taken") return client.refuse("NICKNAMEINUSE", nick);
  client.numeric(ERR.ERRONEUSNICKNAME[0], nick, sentence);
}

/** Brings the roster up to date, which nobody follows while no IRC client is in the room. */
export function followRoom({ context: { clients, world, hub, now } }: IrcClient): void {
  if (clients.registered === 0) world.agree(hub.names, now());
}

function welcome(client: IrcClient, name: string, words: string): void {
  const { context } = client;
  const { world, hub, clients, server, network, version, startedAt, now, unoffered } = context;
  followRoom(client);
  client.member = world.enter(name, hub.cameAt(name) ?? now());
  clients.register(client);
  client.adjust();
  client.numeric(RPL.WELCOME, `Welcome to ${network}, ${client.nick}`);
  client.numeric(RPL.YOURHOST, `Your host is ${server}, running ${version}`);
  client.numeric(RPL.CREATED, `This server was started ${new Date(startedAt).toUTCString()}`);
  client.numeric(RPL.MYINFO, server, version, "Bio", "nt");
  const hasHistory = !unoffered.has("draft/chathistory");
  for (const tokens of isupportLines({ network, hasHistory })) {
    client.numeric(RPL.ISUPPORT, ...tokens, "are supported by this server");
  }
  lusers(client);
  motd(client, [words, `Everyone is in ${CHANNEL}: /join ${CHANNEL}`]);
}
