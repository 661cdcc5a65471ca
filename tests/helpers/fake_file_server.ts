import {
  encodeMessage,
  FrameDecoder,
  FrameType,
  parseRequest,
  type Request,
  writeAll,
} from "../../protocol/mod.ts";

/** What a fake server does with a download connection, once it was handed a ticket. */
export type Serve = (conn: FakeConn, request: Request<"download">) => Promise<unknown>;

/** The server's side of a download connection, which may break any rule. */
export class FakeConn {
  constructor(readonly conn: Deno.TcpConn) {}

  /** Sends the size header. */
  async header(header: Record<string, unknown>): Promise<void> {
    await this.write(encodeMessage(FrameType.REPLY, { id: 1, ok: header }));
  }

  /** Sends the digest. */
  async digest(sha256: string): Promise<void> {
    await this.write(encodeMessage(FrameType.NOTICE, { type: "digest", sha256 }));
  }

  /** Sends bytes. */
  async write(bytes: Uint8Array): Promise<void> {
    await writeAll(this.conn, bytes);
  }

  /** Waits for the client to hang up. */
  async hungUp(): Promise<void> {
    const buffer = new Uint8Array(64);
    while (await this.conn.read(buffer).catch(() => null) !== null);
  }
}

/** A server for downloads that does as each test says, with as many connections as come. */
export class FakeFileServer implements AsyncDisposable {
  /** Its port. */
  readonly port: number;
  /** The offsets it was asked for. */
  readonly offsets: (number | undefined)[] = [];
  readonly #listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  readonly #serving = new Set<Promise<void>>();
  readonly #accepting: Promise<void>;

  constructor(serve: Serve) {
    this.port = (this.#listener.addr as Deno.NetAddr).port;
    this.#accepting = this.#accept(serve);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    await Promise.all(this.#serving);
  }

  async #accept(serve: Serve): Promise<void> {
    try {
      for await (const conn of this.#listener) this.#serving.add(this.#serve(conn, serve));
    } catch {
      // Closed.
    }
  }

  async #serve(conn: Deno.TcpConn, serve: Serve): Promise<void> {
    try {
      const buffer = new Uint8Array(4_096);
      const count = await conn.read(buffer) ?? 0;
      const [frame] = new FrameDecoder().decode(buffer.subarray(0, count));
      const request = parseRequest(frame!.payload) as Request<"download">;
      this.offsets.push(request.offset);
      await serve(new FakeConn(conn), request);
    } catch {
      // The client hung up. The test decides what that means.
    } finally {
      conn.close();
    }
  }
}
