import { MAX_NAME_CHARS } from "../../../protocol/mod.ts";

/** Most tokens of one line: a reply has 15 parameters, of which two are taken. */
const TOKENS_A_LINE = 13;

/** The name of the channel that stands for the room. */
export const CHANNEL = "#chat";

/** Maximum number of nicks that a client may monitor. Precedent: ergo and UnrealIRCd have 100 to 200. */
export const MAX_MONITORED = 100;

/** Most earlier messages that a client may ask for at once. */
export const MAX_HISTORY = 200;

/** What a server tells clients of itself in 005. */
export interface IsupportOptions {
  /** Name of the network. */
  readonly network: string;
  /** Whether earlier messages can be asked for. */
  readonly hasHistory: boolean;
}

/**
 * Lists what clients may rely on.
 *
 * Source: https://modern.ircdocs.horse/#rplisupport-005
 *
 * @returns The tokens, line by line.
 */
export function isupportLines({ network, hasHistory }: IsupportOptions): string[][] {
  const tokens = [
    "AWAYLEN=200",
    "BOT=B",
    "CASEMAPPING=ascii",
    "CHANLIMIT=#:1",
    `CHANNELLEN=${CHANNEL.length}`,
    "CHANMODES=,,,nt",
    "CHANTYPES=#",
    ...(hasHistory ? [`CHATHISTORY=${MAX_HISTORY}`, "MSGREFTYPES=msgid,timestamp"] : []),
    "ELIST=MNU",
    "HOSTLEN=63",
    "MODES=1",
    `MONITOR=${MAX_MONITORED}`,
    `NAMELEN=128`,
    `NETWORK=${escapeToken(network)}`,
    `NICKLEN=${MAX_NAME_CHARS}`,
    "PREFIX=",
    "SAFELIST",
    "TARGMAX=JOIN:1,LIST:1,NAMES:1,NOTICE:4,PART:1,PRIVMSG:4,TAGMSG:1,USERHOST:5,WHOIS:1,WHOWAS:1",
    "TOPICLEN=300",
    "USERLEN=10",
    "UTF8ONLY",
    "WHOX",
  ];
  const lines: string[][] = [];
  for (let at = 0; at < tokens.length; at += TOKENS_A_LINE) {
    lines.push(tokens.slice(at, at + TOKENS_A_LINE));
  }
  return lines;
}

/** Writes spaces, `=` and characters outside ASCII as bytes in hexadecimal. */
function escapeToken(value: string): string {
  return Array.from(new TextEncoder().encode(value), (byte) => {
    const char = String.fromCharCode(byte);
    const isPlain = byte > 0x20 && byte < 0x7f && char !== "=" && char !== "\\";
    return isPlain ? char : `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}
