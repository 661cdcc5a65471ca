import { once } from "node:events";
import { createConnection } from "node:net";
import { RawClient } from "./raw_client.ts";

/** A response as it came. */
export interface RawResponse {
  readonly status: number;
  /** Header fields by name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array<ArrayBuffer>;
  /** The body in UTF-8. */
  readonly text: string;
}

/** Options of {@linkcode exchange}. */
export interface ExchangeOptions {
  method?: string;
  /** Header fields; `Host` and `Connection: close` unless they say otherwise. */
  headers?: Readonly<Record<string, string>>;
  /** The address to come from: on Linux, any of 127.0.0.0/8. */
  from?: string;
}

/** Sends one request over a connection of its own, and reads what comes until the server closes. */
export async function exchange(
  port: number,
  path: string,
  { method = "GET", headers = {}, from }: ExchangeOptions = {},
): Promise<RawResponse> {
  const fields = { Host: `127.0.0.1:${port}`, Connection: "close", ...headers };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
  return parseResponse(await (from ? sendFrom(from, port, request) : sendRaw(port, request)));
}

/** Sends bytes, and reads what comes until the server closes. */
export async function sendRaw(port: number, text: string): Promise<Uint8Array<ArrayBuffer>> {
  using client = await RawClient.connect(port);
  await client.write(Uint8Array.from(text, (char) => char.charCodeAt(0)));
  return new Uint8Array(await client.rest());
}

/** Sends a request from an address of this machine, which Deno.connect() cannot choose. */
async function sendFrom(
  localAddress: string,
  port: number,
  text: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const socket = createConnection({ port, host: "127.0.0.1", localAddress });
  const closed = once(socket, "close");
  socket.write(text);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  await closed;
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** Reads a response. */
export function parseResponse(bytes: Uint8Array<ArrayBuffer>): RawResponse {
  const latin1 = new TextDecoder("latin1").decode(bytes);
  const end = latin1.indexOf("\r\n\r\n");
  const [first, ...lines] = latin1.slice(0, end).split("\r\n");
  const body = bytes.slice(end + 4);
  return {
    status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(first!)?.[1]),
    headers: new Map(lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    })),
    body,
    text: new TextDecoder().decode(body),
  };
}
