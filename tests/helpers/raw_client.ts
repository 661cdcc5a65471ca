import { assert, assertEquals } from "@std/assert";
import {
  type Ask,
  encodeMessage,
  type Frame,
  FrameDecoder,
  FrameType,
  type Notice,
  parseNotice,
  parseReply,
  type RawReply,
  writeAll,
} from "../../protocol/mod.ts";

/**
 * A client that sends and receives frames without any checks, so that tests can send what no client
 * would.
 */
export class RawClient implements Disposable {
  readonly conn: Deno.Conn;
  readonly #decoder = new FrameDecoder();
  readonly #frames: Frame[] = [];
  #lastId = 0;

  private constructor(conn: Deno.Conn) {
    this.conn = conn;
  }

  /** Connects, and says nothing yet. */
  static async connect(port: number): Promise<RawClient> {
    const conn = await Deno.connect({ port, hostname: "127.0.0.1" });
    conn.setNoDelay(true);
    return new RawClient(conn);
  }

  /** Uses a connection that is open, encrypted for example, and says nothing yet. */
  static over(conn: Deno.Conn): RawClient {
    return new RawClient(conn);
  }

  /** Connects and says hello; leaves the own `joined` notice read. */
  static async join(port: number, name?: string): Promise<RawClient> {
    const client = await RawClient.connect(port);
    await client.ok({ type: "hello", version: 1, name });
    if (name !== undefined) assertEquals((await client.notice()).type, "joined");
    return client;
  }

  /** Writes bytes, whatever they are. */
  async write(bytes: Uint8Array): Promise<void> {
    await writeAll(this.conn, bytes);
  }

  /** Sends a request without waiting; returns its id. */
  async send(ask: Ask | { type: string }): Promise<number> {
    const id = ++this.#lastId;
    await this.write(encodeMessage(FrameType.REQUEST, { id, ...ask }));
    return id;
  }

  /** Sends a request; the next frame must be its answer. */
  async ask(ask: Ask | { type: string }): Promise<RawReply> {
    const id = await this.send(ask);
    const reply = await this.reply();
    assertEquals(reply.id, id);
    return reply;
  }

  /** Sends a request; returns its answer, and skips the notices before it. */
  async answer(ask: Ask | { type: string }): Promise<RawReply> {
    const id = await this.send(ask);
    for (;;) {
      const frame = await this.frame();
      assert(frame, "the server has closed");
      if (frame.type !== FrameType.REPLY) continue;
      const reply = parseReply(frame.payload);
      if (reply.id === id) return reply;
    }
  }

  /** Sends a request that must succeed. */
  async ok(ask: Ask | { type: string }): Promise<Record<string, unknown>> {
    const { ok, error } = await this.ask(ask);
    assertEquals(error, undefined);
    return ok!;
  }

  /** Sends a request that must be refused; returns the code. */
  async refusal(ask: Ask | { type: string }): Promise<string> {
    return (await this.ask(ask)).error?.code ?? "ok";
  }

  /** The next frame, which must be an answer. */
  async reply(): Promise<RawReply> {
    const frame = await this.frame();
    assertEquals(frame?.type, FrameType.REPLY, `expected a reply, got ${describe(frame)}`);
    return parseReply(frame!.payload);
  }

  /** The next frame, which must be a notice. */
  async notice(): Promise<Notice> {
    const frame = await this.frame();
    assertEquals(frame?.type, FrameType.NOTICE, `expected a notice, got ${describe(frame)}`);
    return parseNotice(frame!.payload)!;
  }

  /** The next frame, or undefined once the server has closed. */
  async frame(): Promise<Frame | undefined> {
    const buffer = new Uint8Array(65_536);
    while (this.#frames.length === 0) {
      const count = await this.conn.read(buffer).catch(() => null);
      if (count === null) return undefined;
      this.#frames.push(...this.#decoder.decode(buffer.subarray(0, count)));
    }
    return this.#frames.shift();
  }

  /** The bytes of the next read; none once the server has closed. */
  async some(): Promise<Uint8Array<ArrayBuffer>> {
    const buffer = new Uint8Array(65_536);
    const count = await this.conn.read(buffer).catch(() => null);
    return buffer.slice(0, count ?? 0);
  }

  /** Reads raw bytes until the server closes. */
  async rest(): Promise<Uint8Array> {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    const buffer = new Uint8Array(65_536);
    for (;;) {
      const count = await this.conn.read(buffer).catch(() => null);
      if (count === null) return new Uint8Array(await new Blob(chunks).arrayBuffer());
      chunks.push(buffer.slice(0, count));
    }
  }

  [Symbol.dispose](): void {
    try {
      this.conn.close();
    } catch {
      // A test may have closed it itself.
    }
  }
}

function describe(frame: Frame | undefined): string {
  return frame ? `type ${frame.type}: ${new TextDecoder().decode(frame.payload)}` : "the end";
}
