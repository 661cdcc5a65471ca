import type { Capability } from "./capabilities.ts";
import { formatIrcLine, MAX_LINE_BYTES } from "./irc_message.ts";
import { formatTags, type MessageTags, NO_TAGS } from "./message_tags.ts";

/** A message to IRC clients, before it is encoded for the capabilities of each. */
export interface Outgoing {
  /** Who it comes from; the server if it is not given. */
  readonly source?: string;
  /** The command, or three digits. */
  readonly command: string;
  /** The parameters. */
  readonly params: readonly string[];
  /** When it happened, in ms since 1970 UTC; now if it is not given. */
  readonly time?: number;
  /** The id of the message. */
  readonly msgid?: string;
  /** Whether it comes from somebody who says that it is a bot. */
  readonly isFromBot?: boolean;
  /** Tags that another client added. */
  readonly clientTags?: MessageTags;
  /** Only clients that have this capability are sent it. */
  readonly needs?: Capability;
  /** Only clients that do not have this capability are sent it. */
  readonly lacks?: Capability;
}

/** What a client understands. */
export interface Understanding {
  /** Tells whether it has asked for a capability. */
  has(capability: Capability): boolean;
}

/**
 * Tells whether a message is for a client.
 *
 * @param client What the client understands.
 */
export function isFor({ needs, lacks }: Outgoing, client: Understanding): boolean {
  return (needs === undefined || client.has(needs)) && (lacks === undefined || !client.has(lacks));
}

/** What a line needs that is not part of the message. */
export interface LineOptions {
  /** Name of the server, the source of messages that have none. */
  readonly server: string;
  /** The time, in ms since 1970 UTC. */
  readonly now: number;
  /** The label of the command that the line answers. */
  readonly label?: string;
  /** The batch that the line is part of. */
  readonly batch?: string;
}

/** Messages whose last parameter is a word; a text has a colon before it even if it is one word. */
const BARE: ReadonlySet<string> = new Set(
  [
    "BATCH",
    "CHATHISTORY",
    "INVITE",
    "JOIN",
    "MODE",
    "TAGMSG",
    "NICK",
    "004",
    "324",
    "329",
    "333",
    "341",
    "354",
  ],
);

function endsInText({ command, params }: Outgoing): boolean {
  return !BARE.has(command) && !(command === "PART" && params.length === 1);
}

/**
 * Writes a message for a client.
 *
 * @param client What the client understands.
 * @returns The line with its end: 512 bytes at most without its tags.
 */
export function lineFor(message: Outgoing, client: Understanding, options: LineOptions): string {
  const { command, params } = message;
  // Some bots look for PING at the beginning of a line.
  const source = command === "PING" ? undefined : message.source ?? options.server;
  const body = fitted(formatIrcLine({ source, command, params }, endsInText(message)));
  const tags = tagsFor(message, client, options);
  return tags.size === 0 ? `${body}\r\n` : `@${formatTags(tags)} ${body}\r\n`;
}

function tagsFor(
  { time, msgid, isFromBot, clientTags }: Outgoing,
  client: Understanding,
  { label, batch, now }: LineOptions,
): MessageTags {
  const understands = client.has("server-time") || client.has("message-tags");
  if (!understands && label === undefined && batch === undefined) return NO_TAGS;
  const tags = new Map<string, string>();
  if (label !== undefined) tags.set("label", label);
  if (batch !== undefined) tags.set("batch", batch);
  if (client.has("server-time")) tags.set("time", new Date(time ?? now).toISOString());
  if (!client.has("message-tags")) return tags;
  if (msgid !== undefined) tags.set("msgid", msgid);
  if (isFromBot) tags.set("bot", "");
  for (const [key, value] of clientTags ?? []) tags.set(key, value);
  return tags;
}

const UTF8 = new TextEncoder();
const MAX_BODY_BYTES = MAX_LINE_BYTES - 2;

/** Cuts a line that quotes too much, between code points. */
function fitted(line: string): string {
  if (line.length * 3 <= MAX_BODY_BYTES || utf8Bytes(line) <= MAX_BODY_BYTES) return line;
  const { read } = UTF8.encodeInto(line, new Uint8Array(MAX_BODY_BYTES));
  return line.slice(0, read);
}

/**
 * Counts the bytes of a text in UTF-8. Encoding it would make garbage for each name in each list of
 * names: gigabytes while a crowd joins.
 *
 * @param text Any text; half a surrogate pair counts as the character that replaces it.
 */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 ? 1 : 2;
    // Both halves of a pair together are 4 bytes.
    if (isPairAt(text, at)) at++;
  }
  return bytes;
}

function isPairAt(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 &&
    (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
}
