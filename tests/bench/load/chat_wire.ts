import { encodeFrame, encodeMessage, FrameType, PROTOCOL_VERSION } from "../../../protocol/mod.ts";
import { MARK } from "./text.ts";
import type { Listener, Wire } from "./wire.ts";

const PONG = encodeFrame(FrameType.PONG);

/** This project's frames. */
export const chatWire: Wire = {
  hello: (name) =>
    encodeMessage(FrameType.REQUEST, { id: 1, type: "hello", version: PROTOCOL_VERSION, name }),
  say: (text) => encodeMessage(FrameType.REQUEST, { id: 2, type: "say", text }),
  tell: (to, text) => encodeMessage(FrameType.REQUEST, { id: 2, type: "tell", to, text }),
  bye: () => encodeMessage(FrameType.REQUEST, { id: 3, type: "bye" }),
  read(bytes, at, end, listener) {
    while (end - at > 4) {
      const next = at + 4 + lengthAt(bytes, at);
      if (next > end) break;
      take(bytes, at + 4, next, listener);
      at = next;
    }
    return at;
  },
};

function lengthAt(bytes: Uint8Array, at: number): number {
  return (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

function take(bytes: Uint8Array, at: number, end: number, listener: Listener): void {
  switch (bytes[at]) {
    case FrameType.NOTICE: {
      const mark = find(bytes, at + 1, end);
      if (mark >= 0) listener.heard(bytes, mark);
      else refusalIn(bytes.subarray(at + 1, end), listener);
      return;
    }
    case FrameType.REPLY:
      return reply(bytes.subarray(at + 1, end), listener);
    case FrameType.PING:
      return listener.answer(PONG);
  }
}

function find(bytes: Uint8Array, at: number, end: number): number {
  for (; at < end; at++) if (bytes[at] === MARK) return at;
  return -1;
}

function refusalIn(payload: Uint8Array, listener: Listener): void {
  const { type, message } = JSON.parse(new TextDecoder().decode(payload));
  if (type === "closing") listener.refused(message);
}

function reply(payload: Uint8Array, listener: Listener): void {
  const { id, error } = JSON.parse(new TextDecoder().decode(payload));
  if (error) listener.refused(error.message);
  else if (id === 1) listener.welcomed();
  else if (id === 2) listener.confirmed();
}
