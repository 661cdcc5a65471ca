import type { Listener, RemoteAddress, Wire } from "./wire.ts";

/**
 * Listens for TCP connections.
 *
 * @throws {Error} If it cannot: `Deno.errors.AddrInUse`, `PermissionDenied`, ….
 */
export function listenTcp(options: { port: number; hostname: string }): Listener {
  const listener = Deno.listen(options);
  return {
    address: listener.addr as Deno.NetAddr,
    accept: async () => new TcpWire(await listener.accept()),
    close: () => listener.close(),
  };
}

/** A TCP connection without Nagle's algorithm. */
class TcpWire implements Wire {
  readonly remote: RemoteAddress;
  readonly #conn: Deno.TcpConn;

  constructor(conn: Deno.TcpConn) {
    this.#conn = conn;
    this.remote = conn.remoteAddr as Deno.NetAddr;
    try {
      conn.setNoDelay(true);
    } catch {
      // The connection has broken since it was accepted. The first read reports it.
    }
  }

  read(into: Uint8Array): Promise<number | null> {
    return this.#conn.read(into);
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#conn.write(bytes);
  }

  closeWrite(): Promise<void> {
    return this.#conn.closeWrite();
  }

  close(): void {
    this.#conn.close();
  }
}
