import { ponged } from "./ponged.ts";
import {
  encodeMessage,
  FrameDecoder,
  FrameType,
  parseRequest,
  type Request,
  writeAll,
} from "../../protocol/mod.ts";

/** What a fake server does with each request. */
export type Answer = (request: Request, conn: FakeChatConn) => Promise<void> | void;

/** The server's side of a chat connection, which may break any rule. */
export class FakeChatConn {
  constructor(readonly conn: Deno.TcpConn) {}

  /** Answers a request. */
  async ok(id: number, ok: Record<string, unknown> = {}): Promise<void> {
    await this.write(encodeMessage(FrameType.REPLY, { id, ok }));
  }

  /** Refuses a request. */
  async error(id: number, code: string, message = "No"): Promise<void> {
    await this.write(encodeMessage(FrameType.REPLY, { id, error: { code, message } }));
  }

  /** Answers a hello as a server that keeps to the rules would. */
  async greet({ id, name }: Request<"hello">, more: Record<string, unknown> = {}): Promise<void> {
    const result = { version: 1, welcome: "Welcome", name, secret: "s", seq: 0, ...more };
    await this.ok(id, result);
  }

  /** Tells of an event. */
  async notice(notice: Record<string, unknown>): Promise<void> {
    await this.write(encodeMessage(FrameType.NOTICE, notice));
  }

  /** Sends bytes. */
  async write(bytes: Uint8Array): Promise<void> {
    await writeAll(this.conn, bytes);
  }

  /** Hangs up. */
  close(): void {
    this.conn.close();
  }
}

/** A server for chats that does as each test says, with as many connections as come. */
export class FakeChatServer implements AsyncDisposable {
  /** Its port. */
  readonly port: number;
  readonly #listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  readonly #serving = new Set<Promise<void>>();
  readonly #accepting: Promise<void>;

  constructor(answer: Answer) {
    this.port = (this.#listener.addr as Deno.NetAddr).port;
    this.#accepting = this.#accept(answer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    await Promise.all(this.#serving);
  }

  async #accept(answer: Answer): Promise<void> {
    try {
      for await (const conn of this.#listener) this.#serving.add(serve(conn, answer));
    } catch {
      // Closed.
    }
  }
}

async function serve(conn: Deno.TcpConn, answer: Answer): Promise<void> {
  const decoder = new FrameDecoder();
  const fake = new FakeChatConn(conn);
  const buffer = new Uint8Array(65_536);
  try {
    for (let count; (count = await conn.read(buffer)) !== null;) {
      for (const frame of decoder.decode(buffer.subarray(0, count))) {
        const { type, payload } = frame;
        await ponged(conn, frame);
        if (type === FrameType.REQUEST) await answer(parseRequest(payload), fake);
      }
    }
  } catch {
    // One side hung up. The test decides what that means.
  } finally {
    try {
      conn.close();
    } catch {
      // The test did.
    }
  }
}
