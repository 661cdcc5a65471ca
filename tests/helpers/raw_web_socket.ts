import { assertMatch } from "@std/assert";
import { RawClient } from "./raw_client.ts";

/** A frame that a server sent. */
export interface ServerFrame {
  readonly fin: boolean;
  readonly opcode: number;
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** A web socket on which a test can say what no browser would. */
export class RawWebSocket implements Disposable {
  readonly client: RawClient;
  #held: Uint8Array<ArrayBuffer>;

  private constructor(client: RawClient, held: Uint8Array<ArrayBuffer>) {
    this.client = client;
    this.#held = held;
  }

  /** Connects and shakes hands; the first frames may come with that. */
  static async connect(port: number, first = new Uint8Array(0)): Promise<RawWebSocket> {
    const client = await RawClient.connect(port);
    const head = [
      "GET /ws HTTP/1.1",
      `Host: 127.0.0.1:${port}`,
      "Connection: keep-alive, Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "\r\n",
    ].join("\r\n");
    await client.write(new Uint8Array([...new TextEncoder().encode(head), ...first]));
    let answer = "";
    let held: Uint8Array<ArrayBuffer> = new Uint8Array(0);
    while (!answer.includes("\r\n\r\n")) {
      held = await client.some();
      if (held.length === 0) throw new Error(`No handshake: ${answer}`);
      answer += new TextDecoder("latin1").decode(held);
    }
    assertMatch(
      answer,
      /^HTTP\/1\.1 101 [^]*Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/,
    );
    const behind = answer.length - answer.indexOf("\r\n\r\n") - 4;
    return new RawWebSocket(client, held.slice(held.length - behind));
  }

  /** Writes bytes, whatever they are. */
  write(bytes: Uint8Array): Promise<void> {
    return this.client.write(bytes);
  }

  /** The next frame; undefined once the server has closed. */
  async frame(): Promise<ServerFrame | undefined> {
    for (;;) {
      const frame = this.#take();
      if (frame) return frame;
      const more = await this.client.some();
      if (more.length === 0) return undefined;
      this.#held = new Uint8Array([...this.#held, ...more]);
    }
  }

  /** The texts of the frames until the server closes, and the code that it closed with. */
  async rest(): Promise<{ texts: string[]; code?: number; reason?: string }> {
    const texts: string[] = [];
    for (;;) {
      const frame = await this.frame();
      if (!frame) return { texts };
      const text = new TextDecoder().decode(frame.payload);
      if (frame.opcode !== 8) {
        texts.push(text);
        continue;
      }
      const code = frame.payload[0]! * 256 + frame.payload[1]!;
      return { texts, code, reason: new TextDecoder().decode(frame.payload.subarray(2)) };
    }
  }

  [Symbol.dispose](): void {
    this.client[Symbol.dispose]();
  }

  #take(): ServerFrame | undefined {
    const view = new DataView(this.#held.buffer, this.#held.byteOffset, this.#held.length);
    if (view.byteLength < 2) return undefined;
    const short = view.getUint8(1);
    const start = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (view.byteLength < start) return undefined;
    const length = short === 127
      ? Number(view.getBigUint64(2))
      : short === 126
      ? view.getUint16(2)
      : short;
    if (view.byteLength < start + length) return undefined;
    const payload = this.#held.slice(start, start + length);
    const first = view.getUint8(0);
    this.#held = this.#held.slice(start + length);
    return { fin: first >= 0x80, opcode: first & 15, payload };
  }
}
