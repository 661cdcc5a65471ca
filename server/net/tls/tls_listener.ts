import type { Listener } from "../wire.ts";
import type { ServerIdentity } from "./identity_file.ts";
import { TlsWire } from "./tls_wire.ts";

/** Options of {@linkcode listenTls}. */
export interface TlsListenerOptions {
  /** Port to listen on, 0 to 65,535; 0 takes a free one. */
  readonly port: number;
  /** Address to listen on. */
  readonly hostname: string;
  /** What the server proves to be. */
  readonly identity: ServerIdentity;
}

/**
 * Listens for TLS connections. A connection is accepted before its handshake, which its first read
 * waits for: so the deadlines of a silent client hold for it too.
 *
 * @throws {Error} If it cannot: `Deno.errors.AddrInUse`, `PermissionDenied`, …; or if certificate
 * and key do not belong together.
 */
export function listenTls({ port, hostname, identity }: TlsListenerOptions): Listener {
  const { cert, key } = identity;
  const listener = Deno.listenTls({ port, hostname, cert, key });
  return {
    address: listener.addr as Deno.NetAddr,
    accept: async () => new TlsWire(await listener.accept()),
    close: () => listener.close(),
  };
}
