/**
 * The opening handshake of a web socket: RFC 6455 section 4.
 *
 * @module
 */
import { HttpError } from "../http_error.ts";
import { listOf, type RequestHead } from "../request_head.ts";
import type { HeaderFields } from "../response_head.ts";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Sixteen bytes in base64. */
const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/;

/** What a client has to send, for who sends something else. */
const WANTED = { "Sec-WebSocket-Version": "13", Upgrade: "websocket" };

/**
 * Accepts a web socket.
 *
 * @param head The request's head.
 * @returns The header fields of the answer, whose status is 101.
 * @throws {HttpError} 426 if the request asks for no web socket, or for one of another version; 400 if
 * its key is none.
 */
export async function acceptWebSocket(
  { method, headers }: RequestHead,
): Promise<HeaderFields> {
  const isAsked = method === "GET" && listOf(headers.get("upgrade")).includes("websocket") &&
    listOf(headers.get("connection")).includes("upgrade");
  if (!isAsked || headers.get("sec-websocket-version") !== "13") {
    throw new HttpError(426, "Ask for a web socket of version 13 here", WANTED);
  }
  const key = headers.get("sec-websocket-key") ?? "";
  if (!KEY.test(key)) throw new HttpError(400, "Sec-WebSocket-Key is 16 bytes in base64");
  return {
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Accept": await acceptKey(key),
  };
}

/**
 * What proves that a server has read the key of a handshake.
 *
 * @param key The client's `Sec-WebSocket-Key`.
 */
export async function acceptKey(key: string): Promise<string> {
  const bytes = new TextEncoder().encode(key + GUID);
  const digest = await crypto.subtle.digest("SHA-1", bytes);
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
