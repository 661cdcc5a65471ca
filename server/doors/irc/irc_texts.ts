import { CTCP_BYTES, toCtcp } from "./ctcp.ts";
import { MAX_LINE_BYTES } from "./irc_message.ts";
import type { MessageTags } from "./message_tags.ts";
import { type Outgoing, utf8Bytes } from "./outgoing.ts";
import { MAX_TEXT_LINES, splitText } from "./split_text.ts";

/** A text to be sent to IRC clients. */
export interface IrcText {
  /** Who says it: `nick!user@host`. */
  readonly source: string;
  /** Which command carries it. */
  readonly command: "PRIVMSG" | "NOTICE";
  /** The channel, or the nick of whom it is said to. */
  readonly target: string;
  /** What is said. */
  readonly text: string;
  /** When, in ms since 1970 UTC. */
  readonly time: number;
  /** The id of the message. */
  readonly msgid: string;
  /** Whether a bot says it. */
  readonly isFromBot?: boolean;
  /** Tags that its sender's client added. */
  readonly clientTags?: MessageTags;
  /** A link to the whole text, for a text that is longer than ten lines. */
  readonly link?: string;
}

/** Bytes of `:` before the source, of ` ` twice, of ` :`, and of CR LF. */
const FRAME_BYTES = 7;

/**
 * Tells how many bytes a text may have to reach other clients in one line.
 *
 * @param source Who says it.
 * @param target Channel or nick.
 */
export function roomForText(
  { source, command, target }: Pick<IrcText, "source" | "command" | "target">,
): number {
  const head = utf8Bytes(source) + command.length + utf8Bytes(target) + FRAME_BYTES;
  return MAX_LINE_BYTES - head;
}

/**
 * Writes a text as messages of one line each. Each has an id of its own: the first one that of the
 * text, the next ones with `.1`, `.2` and so on behind it.
 */
export function textMessages(said: IrcText): Outgoing[] {
  const { source, command, target, text, time, msgid, isFromBot, clientTags, link } = said;
  const room = roomForText(said) - (text.startsWith("/me ") ? CTCP_BYTES : 0);
  const { lines, more } = splitText(text, room);
  const all = more === 0 ? lines : [...lines.slice(0, MAX_TEXT_LINES), restOf(more, link)];
  return all.map((line, i) => ({
    source,
    command,
    params: [target, i === 0 ? toCtcp(line) : line],
    time,
    msgid: i === 0 ? msgid : `${msgid}.${i}`,
    isFromBot,
    clientTags,
  }));
}

function restOf(more: number, link: string | undefined): string {
  const count = more === 1 ? "1 more line" : `${more} more lines`;
  return link === undefined ? `[${count}]` : `[${count}: ${link}]`;
}
