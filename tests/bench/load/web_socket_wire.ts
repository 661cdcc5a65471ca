import { PROTOCOL_VERSION } from "../../../protocol/mod.ts";
import { clientFrame } from "../../helpers/web_socket_frames.ts";
import { MARK } from "./text.ts";
import type { Listener, Wire } from "./wire.ts";

const UTF8 = new TextEncoder();
const [TEXT, CLOSE, PING, PONG] = [0x81, 0x88, 0x89, 10];
const CR = 13;

const HANDSHAKE = [
  "GET /ws HTTP/1.1",
  "Host: localhost",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "\r\n",
].join("\r\n");

/** This project's messages on a web socket, as its page sends them. */
export const webSocketWire: Wire = {
  hello: (name) => {
    const hello = request({ id: 1, type: "hello", version: PROTOCOL_VERSION, name });
    return Uint8Array.from([...UTF8.encode(HANDSHAKE), ...hello]);
  },
  say: (text) => request({ id: 2, type: "say", text }),
  tell: (to, text) => request({ id: 2, type: "tell", to, text }),
  bye: () => request({ id: 3, type: "bye" }),
  read(bytes, at, end, listener) {
    for (;;) {
      const next = bytes[at] === 0x48 ? endOfHead(bytes, at, end) : endOfFrame(bytes, at, end);
      if (next < 0) return at;
      if (bytes[at] !== 0x48) take(bytes, at, next, listener);
      at = next;
    }
  },
};

function request(message: object): Uint8Array<ArrayBuffer> {
  return clientFrame({ opcode: 1, payload: JSON.stringify(message) });
}

/** Where the answer to the handshake ends. */
function endOfHead(bytes: Uint8Array, at: number, end: number): number {
  for (; at + 4 <= end; at++) if (bytes[at] === CR && bytes[at + 2] === CR) return at + 4;
  return -1;
}

function endOfFrame(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 4) return end - at === 2 && bytes[at + 1] === 0 ? end : -1;
  const short = bytes[at + 1]!;
  const next = short < 126 ? at + 2 + short : at + 4 + bytes[at + 2]! * 256 + bytes[at + 3]!;
  return next <= end ? next : -1;
}

function take(bytes: Uint8Array, at: number, end: number, listener: Listener): void {
  if (bytes[at] === PING) return listener.answer(clientFrame({ opcode: PONG }));
  if (bytes[at] === CLOSE) return listener.refused("the web socket was closed");
  if (bytes[at] !== TEXT) return;
  for (let i = at + 2; i < end; i++) if (bytes[i] === MARK) return listener.heard(bytes, i);
  const start = bytes[at + 1]! < 126 ? at + 2 : at + 4;
  const { id, error } = JSON.parse(new TextDecoder().decode(bytes.subarray(start, end)));
  if (error) listener.refused(error.message);
  else if (id === 1) listener.welcomed();
  else if (id === 2) listener.confirmed();
}
