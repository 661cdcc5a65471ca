/**
 * IRC messages and the lines they travel in.
 *
 * Source: https://modern.ircdocs.horse/#message-format
 *
 * @module
 */
import { formatTags, type MessageTags, NO_TAGS, parseTags } from "./message_tags.ts";

/** Most bytes of a line without its tags, CR LF included. */
export const MAX_LINE_BYTES = 512;

/** Most bytes of the tags that a client may send, `@` and the space after them included. */
export const MAX_CLIENT_TAG_BYTES = 4_096;

/** Most bytes of the tags of any line, `@` and the space after them included. */
export const MAX_TAG_BYTES = 8_191;

/** An IRC message. */
export interface IrcMessage {
  /** Tags by key. */
  readonly tags: MessageTags;
  /** Who sends it, without the colon. */
  readonly source?: string;
  /** The command, in upper case, or three digits. */
  readonly command: string;
  /** The parameters. Only the last one may be empty, hold a space or begin with a colon. */
  readonly params: readonly string[];
}

const PARTS = /^(?:@([^ ]*) +)?(?::([^ ]*) +)?([^ :@][^ ]*)(?: +(.*))?$/su;

/**
 * Reads a line.
 *
 * @param line A line without its end.
 * @returns The message; nothing if the line is none.
 *
 * @example
 * ```ts
 * import { parseIrcLine } from "./irc_message.ts";
 *
 * parseIrcLine("PRIVMSG #chat :hi there")?.params; // ["#chat", "hi there"]
 * ```
 */
export function parseIrcLine(line: string): IrcMessage | undefined {
  const parts = PARTS.exec(line);
  if (!parts) return undefined;
  const [, tags, source, command, rest] = parts;
  return {
    tags: tags === undefined ? NO_TAGS : parseTags(tags),
    ...(source === undefined ? {} : { source }),
    command: command!.toUpperCase(),
    params: rest === undefined ? [] : parseParams(rest),
  };
}

function parseParams(rest: string): string[] {
  const params: string[] = [];
  let at = 0;
  while (at < rest.length) {
    if (rest[at] === ":") return [...params, rest.slice(at + 1)];
    const space = rest.indexOf(" ", at);
    if (space < 0) return [...params, rest.slice(at)];
    params.push(rest.slice(at, space));
    at = space;
    while (rest[at] === " ") at++;
  }
  return params;
}

/**
 * Writes a line.
 *
 * @param message A message whose parameters are fit for their places.
 * @param endsInText Whether the last parameter gets its colon even where it needs none.
 * @returns The line without its end.
 *
 * @example
 * ```ts
 * import { formatIrcLine } from "./irc_message.ts";
 *
 * formatIrcLine({ source: "chat", command: "PONG", params: ["chat", "a b"] }); // ":chat PONG chat :a b"
 * ```
 */
export function formatIrcLine(
  { tags = NO_TAGS, source, command, params }: Omit<IrcMessage, "tags"> & { tags?: MessageTags },
  endsInText = false,
): string {
  let line = tags.size === 0 ? "" : `@${formatTags(tags)} `;
  if (source !== undefined) line += `:${source} `;
  line += command;
  const last = params.length - 1;
  for (let i = 0; i < last; i++) line += ` ${params[i]}`;
  if (last < 0) return line;
  const colon = endsInText || needsColon(params[last]!) ? ":" : "";
  return `${line} ${colon}${params[last]}`;
}

function needsColon(param: string): boolean {
  return param === "" || param[0] === ":" || param.includes(" ");
}

/**
 * Tells whether a first line opens a conversation in IRC: a command that can come first, with as
 * many parameters as it takes.
 *
 * @param line A line without its end. A name of the room has no space, so that the only word alone
 * that opens IRC is `QUIT` in capitals.
 */
export function opensIrc(line: string): boolean {
  if (line === "QUIT") return true;
  const message = parseIrcLine(line);
  if (!message || message.source !== undefined) return false;
  const { command, params: { length } } = message;
  const [least, most] = Object.hasOwn(OPENINGS, command) ? OPENINGS[command]! : [1, 0];
  return length >= least && length <= most;
}

/** How many parameters each command takes that can come first. */
const OPENINGS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  CAP: [1, 3],
  NICK: [1, 1],
  PASS: [1, 1],
  PING: [1, 2],
  QUIT: [1, 1],
  USER: [4, 4],
};
