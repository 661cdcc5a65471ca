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

/** IRC for InspIRCd, which takes no JOIN before it has welcomed a client. */
export const patientIrcWire: Wire = {
  ...ircWire,
  maxJoins: undefined,
  hello: (name) => UTF8.encode(register(name)),
  read: (bytes, at, end, listener) =>
    readLines(bytes, at, end, {
      heard: (...text) => listener.heard(...text),
      confirmed: () => listener.confirmed(),
      answer: (answer) => listener.answer(answer),
      welcomed: () => listener.welcomed(),
      refused: (why) => listener.refused(why),
      registered: () => listener.answer(UTF8.encode("JOIN #room\r\n")),
    }),
};

/** A listener that may want to know when its client is registered. */
type IrcListener = Listener & { registered?(): void };

function register(name: string): string {
  return `NICK ${name}\r\nUSER ${name} 0 * :${name}\r\n`;
}

/** IRC, in a channel. */
export function ircWireOf(channel: string): Wire {
  return {
    hello: (name) => UTF8.encode(`${register(name)}JOIN ${channel}\r\n`),
    say: (text) => UTF8.encode(`PRIVMSG ${channel} :${text}\r\n`),
    tell: (to, text) => UTF8.encode(`PRIVMSG ${to} :${text}\r\n`),
    bye: () => UTF8.encode("QUIT\r\n"),
    read: readLines,
  };
}

function readLines(bytes: Uint8Array, at: number, end: number, listener: IrcListener): number {
  for (;;) {
    const next = endOfLine(bytes, at, end);
    if (next < 0) return at;
    take(bytes, at, next, listener);
    at = next;
  }
}

function endOfLine(bytes: Uint8Array, at: number, end: number): number {
  for (; at < end; at++) if (bytes[at] === LF) return at + 1;
  return -1;
}

function take(bytes: Uint8Array, at: number, end: number, listener: IrcListener): void {
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

const WELCOME = 1;
const END_OF_NAMES = 366;

function numeric(line: Uint8Array, listener: IrcListener): void {
  const code = Number(new TextDecoder().decode(line.subarray(0, 3)));
  if (code === WELCOME) listener.registered?.();
  else if (code === END_OF_NAMES) listener.welcomed();
  else if (code >= 400 && code !== 422) listener.refused(new TextDecoder().decode(line));
}

function serverSays(line: Uint8Array, listener: Listener): void {
  const text = new TextDecoder().decode(line);
  if (text.startsWith("PING")) listener.answer(UTF8.encode(text.replace("PING", "PONG")));
  else if (text.startsWith("ERROR")) listener.refused(text);
}
