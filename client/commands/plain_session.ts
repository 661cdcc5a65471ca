import type { PlainServices, PlainSession } from "../../types/plain_session.d.ts";
import { createMessenger } from "../dialects/messenger/messenger.ts";
import { ChatSession } from "../session/chat_session.ts";
import type { Line } from "../session/line.ts";
import { showLinks } from "./show_links.ts";

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
    download: (wanted, _, tell) => showLinks(wanted, { ask, linkTo }, { show, tell }),
    cancel: () => false,
    running: () => [],
    adjust: () => {},
  });
  return {
    welcome: (name, text) => session.take({ type: "welcomed", name, text }),
    take: (notice) => session.take(notice),
    type: (line) => session.type(line),
    settled: () => session.settled(),
  };
}

/** Formats a line as a pipe does, with errors in the same output. */
function written({ kind, text }: Line): string {
  return kind === "out" ? text : `chat: ${text}`;
}
