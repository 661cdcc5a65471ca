import { assertEquals } from "@std/assert";
import {
  encodeMessage,
  type Frame,
  FrameType,
  type Notice,
  parseNotice,
  parseReply,
  type RawReply,
} from "../../protocol/mod.ts";
import type { RawClient } from "./raw_client.ts";

/** The client's side of a download conversation, which reads no byte before it is asked to. */
export class RawDownload implements Disposable {
  readonly conn: Deno.TcpConn;

  private constructor(conn: Deno.TcpConn) {
    this.conn = conn;
  }

  /** Connects and hands in a ticket. */
  static async connect(port: number, ticket: unknown, offset?: number): Promise<RawDownload> {
    const conn = await Deno.connect({ port, hostname: "127.0.0.1" });
    const request = { id: 1, type: "download", version: 1, ticket, offset };
    await conn.write(encodeMessage(FrameType.REQUEST, request));
    return new RawDownload(conn);
  }

  /** Asks on a chat for a ticket, and hands it in. */
  static async begin(chat: RawClient, name: string, offset?: number): Promise<RawDownload> {
    const { ticket } = await chat.ok({ type: "get", name });
    const { port } = chat.conn.remoteAddr as Deno.NetAddr;
    return await RawDownload.connect(port, ticket, offset);
  }

  /** The next frame, which must be a reply. */
  async reply(): Promise<RawReply> {
    const frame = await this.frame();
    assertEquals(frame?.type, FrameType.REPLY);
    return parseReply(frame!.payload);
  }

  /** The next frame but pings, which must be a notice. */
  async notice(): Promise<Notice> {
    let frame = await this.frame();
    while (frame?.type === FrameType.PING) frame = await this.frame();
    assertEquals(frame?.type, FrameType.NOTICE);
    return parseNotice(frame!.payload)!;
  }

  /** The next frame, or undefined once the server has closed. */
  async frame(): Promise<Frame | undefined> {
    const header = await this.bytes(4);
    if (header.length < 4) return undefined;
    const body = await this.bytes(new DataView(header.buffer).getUint32(0));
    return { type: body[0]!, payload: body.subarray(1) };
  }

  /** So many raw bytes; fewer if the server closes before. */
  async bytes(count: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(count);
    for (let at = 0; at < count;) {
      const read = await this.conn.read(bytes.subarray(at)).catch(() => null);
      if (read === null) return bytes.slice(0, at);
      at += read;
    }
    return bytes;
  }

  [Symbol.dispose](): void {
    this.conn.close();
  }
}
