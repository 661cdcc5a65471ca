import type { ServerWire } from "./server_wire.ts";

/** A TCP connection to a server. */
export class TcpWire implements ServerWire {
  readonly #conn: Deno.TcpConn;
  #isClosed = false;

  /**
   * Takes over a connection.
   *
   * @param conn The connection; owned by this object from here on.
   */
  constructor(conn: Deno.TcpConn) {
    conn.setNoDelay(true); // What is typed is small, and should not wait for an acknowledgement.
    this.#conn = conn;
  }

  /** Reads some bytes; null at the end. */
  read(into: Uint8Array): Promise<number | null> {
    return this.#conn.read(into);
  }

  /** Writes some of the bytes; resolves to how many. */
  write(bytes: Uint8Array): Promise<number> {
    return this.#conn.write(bytes);
  }

  /** Closes at once. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#conn.close();
  }
}
