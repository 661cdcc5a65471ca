import type { ServerWire } from "./server_wire.ts";

/** A TCP connection to a server. */
export class TcpWire implements ServerWire {
  readonly #conn: Deno.TcpConn;
  #isClosed = false;

  /**
   * Takes over a connection.
   *
   * @param conn The connection. This object owns it from now on.
   */
  constructor(conn: Deno.TcpConn) {
    conn.setNoDelay(true); // Typed lines are small and should not wait for an acknowledgement.
    this.#conn = conn;
  }

  /** Reads some bytes; null at the end. */
  read(into: Uint8Array): Promise<number | null> {
    return this.#conn.read(into);
  }

  /** Writes at least one byte; resolves to the number written. */
  write(bytes: Uint8Array): Promise<number> {
    return this.#conn.write(bytes);
  }

  /** Closes immediately. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#conn.close();
  }
}
