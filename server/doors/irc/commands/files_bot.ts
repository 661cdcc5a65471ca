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
 * @param text `list`, or `list FROM` to leave out as many.
 * @param bytes How many bytes the line has.
 */
export function aboutFiles(
  client: IrcClient,
  text: string,
  bytes: number,
): Promise<void> | undefined {
  const [, from] = /^list(?: (\d{1,9}))?$/i.exec(text.trim()) ?? [];
  if (!/^list\b/i.test(text.trim())) {
    return void answer(client, "list: the shared files, each with a link to download it");
  }
  const skipped = Number(from ?? 0);
  return client.ask({ type: "files", from: skipped }, bytes, (reply) => {
    if ("error" in reply) return answer(client, reply.error.message);
    showFiles(client, reply.ok as Result<"files">, skipped);
  });
}

function showFiles(client: IrcClient, { message, count, files }: Result<"files">, from: number) {
  const { fileLink } = client.context;
  if (from === 0) answer(client, printable(message));
  const shown = files.slice(0, FILES_SHOWN);
  for (const { name, size } of shown) {
    const about = `${printable(name)}  ${format(size, { binary: true })}`;
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
