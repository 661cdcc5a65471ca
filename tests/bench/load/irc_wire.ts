import { MARK } from "./text.ts";
import type { Listener, Wire } from "./wire.ts";

const UTF8 = new TextEncoder();
const LF = 10;
const SPACE = 32;
const COLON = 58;
const O = 79;
const P = 80;

/** IRC, as ngircd and InspIRCd speak it: one channel for the room. */
export const ircWire: Wire = {
  ...ircWireOf("#room"),
  maxJoins: 9, // Ngircd's listen queue holds 10.
};

/** IRC, in a channel. */
export function ircWireOf(channel: string): Wire {
  return {
    hello: (name) =>
      UTF8.encode(`NICK ${name}\r\nUSER ${name} 0 * :${name}\r\nJOIN ${channel}\r\n`),
    say: (text) => UTF8.encode(`PRIVMSG ${channel} :${text}\r\n`),
    tell: (to, text) => UTF8.encode(`PRIVMSG ${to} :${text}\r\n`),
    bye: () => UTF8.encode("QUIT\r\n"),
    read(bytes, at, end, listener) {
      for (;;) {
        const next = endOfLine(bytes, at, end);
        if (next < 0) return at;
        take(bytes, at, next, listener);
        at = next;
      }
    },
  };
}

function endOfLine(bytes: Uint8Array, at: number, end: number): number {
  for (; at < end; at++) if (bytes[at] === LF) return at + 1;
  return -1;
}

function take(bytes: Uint8Array, at: number, end: number, listener: Listener): void {
  if (bytes[at] !== COLON) return serverSays(bytes.subarray(at, end), listener);
  let word = at;
  while (bytes[word++] !== SPACE);
  if (bytes[word] === P && bytes[word + 1] !== O) {
    // ":alice!~a@host PRIVMSG #room :TEXT": the first colon after the command opens the text.
    while (bytes[word++] !== COLON);
    if (bytes[word] === MARK) listener.heard(bytes, word);
    return;
  }
  numeric(bytes.subarray(word, end), listener);
}

const END_OF_NAMES = 366;

function numeric(line: Uint8Array, listener: Listener): void {
  const code = Number(new TextDecoder().decode(line.subarray(0, 3)));
  if (code === END_OF_NAMES) listener.welcomed();
  else if (code >= 400 && code !== 422) listener.refused(new TextDecoder().decode(line));
}

function serverSays(line: Uint8Array, listener: Listener): void {
  const text = new TextDecoder().decode(line);
  if (text.startsWith("PING")) listener.answer(UTF8.encode(text.replace("PING", "PONG")));
  else if (text.startsWith("ERROR")) listener.refused(text);
}
