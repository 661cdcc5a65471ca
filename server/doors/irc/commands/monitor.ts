import { foldCase } from "../casemap.ts";
import type { IrcClient } from "../irc_client.ts";
import { sourceOf } from "../irc_roster.ts";
import { MAX_MONITORED } from "../isupport.ts";
import { RPL } from "../numerics.ts";
import { utf8Bytes } from "../outgoing.ts";
import type { IrcCommands } from "./irc_command.ts";

/** Most bytes of the list in one line. */
const LIST_BYTES = 350;

/** Monitoring nicks: https://ircv3.net/specs/extensions/monitor */
export const MONITOR: IrcCommands = {
  MONITOR: { least: 1, run: (client, { params }) => monitor(client, params) },
};

function monitor(client: IrcClient, [subcommand, list = ""]: readonly string[]): undefined {
  const nicks = list.split(",").filter((nick) => nick !== "");
  switch (subcommand!.toUpperCase()) {
    case "+":
      return add(client, nicks);
    case "-":
      return nicks.forEach((nick) => remove(client, foldCase(nick))) as undefined;
    case "C":
      return [...client.monitored].forEach((nick) => remove(client, nick)) as undefined;
    case "L":
      sendList(client, RPL.MONLIST, [...client.monitored]);
      return void client.numeric(RPL.ENDOFMONLIST, "End of MONITOR list");
    case "S":
      return report(client, [...client.monitored]);
  }
}

function add(client: IrcClient, nicks: readonly string[]): undefined {
  const added: string[] = [];
  for (const [i, nick] of nicks.entries()) {
    const folded = foldCase(nick);
    if (!client.monitored.has(folded) && client.monitored.size >= MAX_MONITORED) {
      client.refuse("MONLISTFULL", `${MAX_MONITORED}`, nicks.slice(i).join(","));
      break;
    }
    client.monitored = new Set(client.monitored).add(folded);
    client.context.clients.watch(client, folded);
    added.push(nick);
  }
  report(client, added);
}

function remove(client: IrcClient, folded: string): void {
  client.monitored = new Set(Array.from(client.monitored).filter((nick) => nick !== folded));
  client.context.clients.unwatch(client, folded);
}

/** Tells which of these nicks are in use, and which are not. */
function report(client: IrcClient, nicks: readonly string[]): undefined {
  const { roster } = client.context.world;
  const here: string[] = [];
  const away: string[] = [];
  for (const nick of nicks) {
    const member = roster.nicked(nick);
    if (member) here.push(sourceOf(member));
    else away.push(nick);
  }
  sendList(client, RPL.MONONLINE, here);
  sendList(client, RPL.MONOFFLINE, away);
}

function sendList(client: IrcClient, numeric: string, words: readonly string[]): void {
  let line = "";
  for (const word of words) {
    if (line !== "" && utf8Bytes(line) + utf8Bytes(word) >= LIST_BYTES) {
      client.numeric(numeric, line);
      line = "";
    }
    line += line === "" ? word : `,${word}`;
  }
  if (line !== "") client.numeric(numeric, line);
}
