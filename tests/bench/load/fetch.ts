import { encodeMessage, FrameType, PROTOCOL_VERSION } from "../../../protocol/mod.ts";
import { RawClient } from "../../helpers/raw_client.ts";
import { Poll, READ, received, type Sockets } from "./libc.ts";
import { socketsFor } from "./tls.ts";

/** Downloads, several at a time, whose bytes are counted and dropped. */
export interface FetchLoad {
  kind: "fetch";
  /** What the server speaks. */
  wire: "chat" | "http";
  /**
   * Whether the connections are encrypted.
   *
   * @default {false}
   */
  tls?: boolean;
  /** Where it listens, on the loopback interface. */
  port: number;
  /** The server's process, to see how busy it is. */
  pid: number;
  /** The file to get. */
  file: string;
  /** Its size in bytes, to hold the server to. */
  size: number;
  /** How many downloads run side by side. */
  atOnce: number;
}

/** What came of it. */
export interface FetchResult {
  /** Bytes received, headers left out. */
  bytes: number;
  /** From the first request for bytes to the last byte. */
  seconds: number;
}

/** Where the header of an answer ends; 0 if it is not all there. */
type HeaderEnd = (bytes: Uint8Array, count: number) => number;

/** Gets the file so many times at once. */
export async function fetchAll(load: FetchLoad, started: () => void): Promise<FetchResult> {
  const { wire, atOnce, size } = load;
  const asks = wire === "http" ? Array(atOnce).fill(httpAsk(load.file)) : await chatAsks(load);
  const headerEnd = wire === "http" ? httpHeaderEnd : chatHeaderEnd;
  // The digest follows the file. A client that leaves before makes the server forget what it hashes.
  const trailer = wire === "http" ? 0 : 1;
  const sockets = socketsFor(load);
  started();
  const begin = performance.now();
  download(sockets, load.port, asks, headerEnd, size + trailer);
  return { bytes: size * atOnce, seconds: (performance.now() - begin) / 1_000 };
}

/** Receives until each download is complete. */
function download(
  sockets: Sockets,
  port: number,
  asks: readonly Uint8Array<ArrayBuffer>[],
  headerEnd: HeaderEnd,
  size: number,
): void {
  const poll = new Poll();
  const left = new Map<number, number>();
  for (const ask of asks) {
    const fd = sockets.connect(port);
    while (sockets.send(fd, ask) !== ask.length);
    poll.add(fd, fd, READ);
    left.set(fd, Infinity);
  }
  while (left.size > 0) {
    poll.wait(1_000, (fd) => {
      const rest = left.get(fd)!;
      const count = sockets.receive(fd, 0);
      if (count === undefined) return;
      if (count === 0) throw new Error(`a download ended ${rest} bytes early`);
      const now = rest === Infinity ? size - (count - headerEnd(received, count)) : rest - count;
      left.set(fd, now);
      if (now > 0) return;
      sockets.close(fd);
      left.delete(fd);
    });
  }
}

/** Asks for a ticket for each download; returns what to hand them in with. */
async function chatAsks(load: FetchLoad): Promise<Uint8Array<ArrayBuffer>[]> {
  const { file, atOnce } = load;
  using client = await chatClient(load);
  await client.ok({ type: "hello", version: PROTOCOL_VERSION, name: "fetcher" });
  const asks = [];
  for (let i = 0; i < atOnce; i++) {
    const { ok, error } = await client.answer({ type: "get", name: file });
    if (!ok) throw new Error(error!.message);
    const ask = { id: 1, type: "download", version: PROTOCOL_VERSION, ticket: ok.ticket };
    asks.push(encodeMessage(FrameType.REQUEST, ask));
  }
  return asks;
}

/** The certificate is not verified: the generator runs with that turned off. */
async function chatClient({ port, tls }: FetchLoad): Promise<RawClient> {
  if (!tls) return await RawClient.connect(port);
  return RawClient.over(await Deno.connectTls({ hostname: "127.0.0.1", port }));
}

function chatHeaderEnd(bytes: Uint8Array): number {
  return 4 + new DataView(bytes.buffer).getUint32(0);
}

function httpAsk(file: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`GET /${file} HTTP/1.1\r\nHost: bench\r\n\r\n`);
}

function httpHeaderEnd(bytes: Uint8Array, count: number): number {
  return new TextDecoder("latin1").decode(bytes.subarray(0, count)).indexOf("\r\n\r\n") + 4;
}
