import { writeAll } from "../../protocol/mod.ts";

/** The server's side of a connection, which may break any rule. */
export class FakeConn {
  constructor(readonly conn: Deno.TcpConn) {}

  /** Sends bytes. */
  async write(bytes: Uint8Array): Promise<void> {
    await writeAll(this.conn, bytes);
  }

  /** Waits for the client to hang up. */
  async hungUp(): Promise<void> {
    const buffer = new Uint8Array(64);
    while (await this.conn.read(buffer).catch(() => null) !== null);
  }

  /** Hangs up; does nothing if that is done. */
  close(): void {
    try {
      this.conn.close();
    } catch {
      // The test has closed it itself.
    }
  }
}

/** A server that does as each test says, with as many connections as come. */
export class FakeServer implements AsyncDisposable {
  /** Its port. */
  readonly port: number;
  readonly #listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  readonly #serving = new Set<Promise<void>>();
  readonly #accepting: Promise<void>;

  /**
   * Listens.
   *
   * @param serve Serves a connection, which is closed when it is done. If it fails, one side has hung
   * up: the test decides what that means.
   */
  constructor(serve: (conn: Deno.TcpConn) => Promise<unknown>) {
    this.port = (this.#listener.addr as Deno.NetAddr).port;
    this.#accepting = this.#accept(serve);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    await Promise.all(this.#serving);
  }

  async #accept(serve: (conn: Deno.TcpConn) => Promise<unknown>): Promise<void> {
    try {
      for await (const conn of this.#listener) {
        const ended = serve(conn).catch(() => {}).finally(() => new FakeConn(conn).close());
        this.#serving.add(ended.then(() => {}));
      }
    } catch {
      // Closed.
    }
  }
}
