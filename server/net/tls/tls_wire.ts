import type { RemoteAddress, Wire } from "../wire.ts";

/**
 * An encrypted connection. Small writes may wait for an acknowledgement of the client.
 *
 * If a TLS connection is closed during its handshake, or before the client has taken all bytes, Deno
 * keeps the descriptor until the client goes, and does not tell when that is. So such a connection is
 * closed for its users only: the pending read or write goes on. When it fails, the client is gone.
 */
export class TlsWire implements Wire {
  /** Where it comes from. */
  readonly remote: RemoteAddress;
  readonly #conn: Deno.TlsConn;
  #gone?: PromiseWithResolvers<void>;
  /** How many writes are at hand; the handshake counts as one. */
  #writes = 1;
  /** Makes the read, and the end of the stream, at hand fail. */
  #failRead?: (error: Error) => void;
  #failEnd?: (error: Error) => void;
  #state: "open" | "closing" | "closed" = "open";

  /** Takes over a connection, whose handshake may not have begun. */
  constructor(conn: Deno.TlsConn) {
    this.#conn = conn;
    this.remote = conn.remoteAddr as Deno.NetAddr;
    conn.handshake().catch(() => {}).finally(() => this.#wrote()); // Whoever reads is told.
  }

  /** Resolves once the system has the descriptor back. */
  get gone(): Promise<void> {
    this.#gone ??= Promise.withResolvers();
    if (this.#state === "closed") this.#gone.resolve();
    return this.#gone.promise;
  }

  /** Reads some bytes; the first read waits for the handshake. */
  read(into: Uint8Array): Promise<number | null> {
    if (this.#state !== "open") return Promise.reject(closed());
    return new Promise((resolve, reject) => {
      this.#failRead = reject;
      this.#conn.read(into).then(resolve, (error) => reject(named(error)));
    });
  }

  /** Writes some of these bytes, at least one. A write that hangs fails only once the client is gone. */
  async write(bytes: Uint8Array): Promise<number> {
    if (this.#state !== "open") throw closed();
    this.#writes++;
    try {
      return await this.#conn.write(bytes);
    } catch (error) {
      throw named(error);
    } finally {
      this.#wrote();
    }
  }

  /** Ends this side's stream. */
  closeWrite(): Promise<void> {
    if (this.#state !== "open") return Promise.reject(closed());
    this.#writes++;
    return new Promise((resolve, reject) => {
      this.#failEnd = reject;
      const ended = this.#conn.closeWrite().then(resolve, (error) => reject(named(error)));
      ended.finally(() => this.#wrote());
    });
  }

  /** Closes at once: reads fail from then on, and so do later writes. A second call does not wait for the client. */
  close(): void {
    if (this.#state === "closed") return;
    if (this.#writes === 0 || this.#state === "closing") return this.#release();
    this.#state = "closing";
    this.#failRead?.(closed());
    this.#failEnd?.(closed());
  }

  /** Releases the descriptor if the wire was closed while this write, or the handshake, was at hand. */
  #wrote(): void {
    this.#writes--;
    if (this.#writes === 0 && this.#state === "closing") this.#release();
  }

  #release(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#conn.close();
    this.#gone?.resolve();
  }
}

function closed(): Error {
  return new Deno.errors.Interrupted("The connection is closed");
}

/** Turns a failure of TLS into the error of a broken connection. */
function named(error: unknown): unknown {
  const isTls = error instanceof Deno.errors.InvalidData ||
    error instanceof Deno.errors.UnexpectedEof;
  if (!isTls) return error;
  return new Deno.errors.ConnectionAborted(error.message, { cause: error });
}
