import type { PlainServices, PlainSession } from "../../types/plain_session.d.ts";
import { printable, PROTOCOL_VERSION } from "../../protocol/mod.ts";
import { ChatSession } from "../session/chat_session.ts";
import { type Line, type Print, problem } from "../session/dialect.ts";
import { createMessenger } from "../dialects/messenger/messenger.ts";

/**
 * Makes a session of the messenger dialect for somebody without a terminal and without a program of
 * ours. Downloads are links.
 *
 * @param services What it needs done.
 */
export function createPlainSession({ ask, print, linkTo, now }: PlainServices): PlainSession {
  const show: Print = (line) => print(written(line));
  const session = new ChatSession(createMessenger(now), {
    ask,
    print: show,
    download(name, _user, print) {
      const link = linkTo(name);
      print(link === undefined ? noLink(name) : { kind: "out", text: printable(link) });
      return Promise.resolve(link !== undefined);
    },
    cancel: () => false,
    adjust: () => {},
  });
  session.connected = true;
  return {
    welcome: (name, text) =>
      void session.begin({ version: PROTOCOL_VERSION, name, welcome: text, secret: "", seq: 0 }),
    take: (notice) => session.notice(notice),
    type: (line) => session.type(line),
  };
}

/** As a pipe shows it, where both outputs are one. */
function written({ kind, text }: Line): string {
  return kind === "out" ? text : `chat: ${text}`;
}

function noLink(name: string): Line {
  return problem(printable(`No link to ${name}: this server does not serve browsers`));
}
