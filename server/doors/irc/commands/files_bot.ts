import { format } from "@std/fmt/bytes";
import { printable, type Result } from "../../../../protocol/mod.ts";
import type { IrcClient } from "../irc_client.ts";

/** Whom to write to about the shared files; nobody in the room can have this name. */
export const FILES_NICK = "*files";

/** Most files that one answer shows; the rest is behind `list FROM`. */
const FILES_SHOWN = 50;

/**
 * Answers what a client writes to `*files`.
 *
 * @param text `list`, `list FROM` to leave out as many, or `get NAME`.
 * @param bytes How many bytes the line has.
 */
export function aboutFiles(
  client: IrcClient,
  text: string,
  bytes: number,
): Promise<void> | undefined {
  const [, from] = /^list(?: (\d{1,9}))?$/i.exec(text.trim()) ?? [];
  const [, name] = /^get (.+)$/i.exec(text.trim()) ?? [];
  if (name !== undefined) return give(client, name, bytes);
  if (!/^list\b/i.test(text.trim())) return void explain(client);
  const skipped = Number(from ?? 0);
  return client.ask({ type: "files", from: skipped }, bytes, (reply) => {
    if ("error" in reply) return answer(client, reply.error.message);
    showFiles(client, reply.ok as Result<"files">, skipped);
  });
}

function explain(client: IrcClient): void {
  answer(client, "list: the shared files");
  answer(client, "get NAME: a link to download a file, without the program");
}

/** Answers with a link; on a server with a password, it has a ticket for one download. */
function give(client: IrcClient, name: string, bytes: number): Promise<void> | undefined {
  const { fileLink, hub: { hasPassword } } = client.context;
  if (!fileLink) return void answer(client, "There are no links: this server serves no browsers");
  return client.ask({ type: "get", name }, bytes, (reply) => {
    if ("error" in reply) return answer(client, reply.error.message);
    const { ticket } = reply.ok as Result<"get">;
    answer(client, fileLink(name, hasPassword ? ticket : undefined));
    if (hasPassword) answer(client, "Use it within a minute, then it works for an hour");
  });
}

function showFiles(client: IrcClient, { message, count, files }: Result<"files">, from: number) {
  const { hub: { hasPassword } } = client.context;
  // Where each link needs a ticket, it is made when it is asked for.
  const fileLink = hasPassword ? undefined : client.context.fileLink;
  if (from === 0) answer(client, printable(message));
  const shown = files.slice(0, FILES_SHOWN);
  for (const { name, size } of shown) {
    const about = `${printable(name)}  ${format(size)}`;
    answer(client, fileLink ? `${about}  ${fileLink(name)}` : about);
  }
  const next = from + shown.length;
  if (shown.length > 0 && next < count) answer(client, `… ${count - next} more: list ${next}`);
}

function answer(client: IrcClient, text: string): void {
  const { server } = client.context;
  client.send({
    source: `${FILES_NICK}!files@${server}`,
    command: "NOTICE",
    params: [client.nick, text],
  });
}
