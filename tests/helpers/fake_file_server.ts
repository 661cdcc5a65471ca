import {
  encodeMessage,
  FrameDecoder,
  FrameType,
  parseRequest,
  type Request,
} from "../../protocol/mod.ts";
import { FakeConn, FakeServer } from "./fake_server.ts";

/** What a fake server does with a download connection, once it was handed a ticket. */
export type Serve = (conn: FakeFileConn, request: Request<"download">) => Promise<unknown>;

/** The server's side of a download connection, which may break any rule. */
export class FakeFileConn extends FakeConn {
  /** Sends the size header. */
  async header(header: Record<string, unknown>): Promise<void> {
    await this.write(encodeMessage(FrameType.REPLY, { id: 1, ok: header }));
  }

  /** Sends the digest. */
  async digest(sha256: string): Promise<void> {
    await this.write(encodeMessage(FrameType.NOTICE, { type: "digest", sha256 }));
  }
}

/** A server for downloads that does as each test says. */
export class FakeFileServer implements AsyncDisposable {
  /** The offsets it was asked for. */
  readonly offsets: (number | undefined)[] = [];
  readonly #server: FakeServer;

  constructor(serve: Serve) {
    this.#server = new FakeServer(async (conn) => {
      const buffer = new Uint8Array(4_096);
      const count = await conn.read(buffer) ?? 0;
      const [frame] = new FrameDecoder().decode(buffer.subarray(0, count));
      const request = parseRequest(frame!.payload) as Request<"download">;
      this.offsets.push(request.offset);
      await serve(new FakeFileConn(conn), request);
    });
  }

  /** Its port. */
  get port(): number {
    return this.#server.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}
