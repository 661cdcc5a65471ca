import { MARK, TEXT_CHARS } from "./text.ts";
import type { Wire } from "./wire.ts";

const UTF8 = new TextEncoder();
const HELLO = UTF8.encode("!");

/** No protocol at all: one byte to be welcomed, then bare texts. */
export const relayWire: Wire = {
  hello: () => HELLO,
  say: (text) => UTF8.encode(text),
  tell: (_, text) => UTF8.encode(text),
  bye: () => UTF8.encode("."),
  read(bytes, at, end, listener) {
    if (at < end && bytes[at] !== MARK) {
      listener.welcomed();
      at++;
    }
    for (; at + TEXT_CHARS <= end; at += TEXT_CHARS) listener.heard(bytes, at);
    return at;
  },
};
