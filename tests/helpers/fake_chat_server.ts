import { ponged } from "./ponged.ts";
import {
  encodeMessage,
  FrameDecoder,
  FrameType,
  parseRequest,
  type Request,
} from "../../protocol/mod.ts";
import { FakeConn, FakeServer } from "./fake_server.ts";

/** What a fake server does with each request. */
export type Answer = (request: Request, conn: FakeChatConn) => Promise<void> | void;

/** The server's side of a chat connection, which may break any rule. */
export class FakeChatConn extends FakeConn {
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
}

/** A server for chats that does as each test says. */
export class FakeChatServer extends FakeServer {
  constructor(answer: Answer) {
    super((conn) => serve(new FakeChatConn(conn), answer));
  }
}

async function serve(fake: FakeChatConn, answer: Answer): Promise<void> {
  const decoder = new FrameDecoder();
  const buffer = new Uint8Array(65_536);
  for (let count; (count = await fake.conn.read(buffer)) !== null;) {
    for (const frame of decoder.decode(buffer.subarray(0, count))) {
      const { type, payload } = frame;
      await ponged(fake.conn, frame);
      if (type === FrameType.REQUEST) await answer(parseRequest(payload), fake);
    }
  }
}
