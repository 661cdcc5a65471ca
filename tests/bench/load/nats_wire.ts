import type { Listener, Wire } from "./wire.ts";

const UTF8 = new TextEncoder();
const LF = 10;
const MINUS = 45;
const ZERO = 48;
const M = 77;
const O = 79;
const P = 80;
const PONG = UTF8.encode("PONG\r\n");
const OPTIONS = { verbose: false, pedantic: false, echo: false, lang: "bench", version: "1" };

/** The text protocol of nats-server: a subject for the room, one for each name. */
export const natsWire: Wire = {
  hello: (name) =>
    UTF8.encode(
      `CONNECT ${
        JSON.stringify({ ...OPTIONS, name })
      }\r\nSUB room 1\r\nSUB to.${name} 2\r\nPING\r\n`,
    ),
  say: (text) => UTF8.encode(`PUB room ${text.length}\r\n${text}\r\n`),
  tell: (to, text) => UTF8.encode(`PUB to.${to} ${text.length}\r\n${text}\r\n`),
  bye: () => UTF8.encode(""),
  read(bytes, at, end, listener) {
    for (;;) {
      const line = endOfLine(bytes, at, end);
      if (line < 0) return at;
      if (bytes[at] === M) {
        const next = line + sizeBefore(bytes, line - 3) + 2;
        if (next > end) return at;
        listener.heard(bytes, line);
        at = next;
      } else {
        control(bytes, at, line, listener);
        at = line;
      }
    }
  },
};

/** Where the line after this one begins, or -1. */
function endOfLine(bytes: Uint8Array, at: number, end: number): number {
  for (; at < end; at++) if (bytes[at] === LF) return at + 1;
  return -1;
}

/** The number whose last digit is at this place. */
function sizeBefore(bytes: Uint8Array, at: number): number {
  let size = 0;
  for (let unit = 1; bytes[at]! >= ZERO; unit *= 10) size += unit * (bytes[at--]! - ZERO);
  return size;
}

function control(bytes: Uint8Array, at: number, end: number, listener: Listener): void {
  if (bytes[at] === MINUS) listener.refused(new TextDecoder().decode(bytes.subarray(at, end)));
  if (bytes[at] !== P) return;
  if (bytes[at + 1] === O) listener.welcomed();
  else listener.answer(PONG);
}
