import { printed } from "../../protocol/mod.ts";
import type { PlainServices, PlainSession } from "../../types/plain_session.d.ts";
import { createMessenger } from "../dialects/messenger/messenger.ts";
import { ChatSession } from "../session/chat_session.ts";
import { type Line, out, problem } from "../session/line.ts";

/** The server keeps what is looked up, for each: little. */
const OPTIONS = { interactive: false, transcriptBytes: 65_536, downloads: "links" } as const;

/**
 * Creates a session of the messenger dialect for a client without our program, such as a plain text
 * connection. Downloads are links.
 *
 * @param services What it needs done.
 */
export function createPlainSession({ ask, print, linkTo, now }: PlainServices): PlainSession {
  const show = (line: Line) => print(written(line));
  const session = new ChatSession(createMessenger(now, OPTIONS), {
    ask,
    print: show,
    download(name) {
      const link = linkTo(name);
      show(link === undefined ? noLink(name) : out(printed`${link}`));
      return Promise.resolve(link !== undefined);
    },
    cancel: () => false,
    running: () => [],
    adjust: () => {},
  });
  return {
    welcome: (name, text) => session.take({ type: "welcomed", name, text }),
    take: (notice) => session.take(notice),
    type: (line) => session.type(line),
  };
}

/** Formats a line as a pipe does, with errors in the same output. */
function written({ kind, text }: Line): string {
  return kind === "out" ? text : `chat: ${text}`;
}

function noLink(name: string): Line {
  return problem(printed`No link to ${name}: this server does not serve browsers`);
}
