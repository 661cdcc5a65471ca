import type { RemoteAddress, Wire } from "../wire.ts";

/**
 * An encrypted connection. Small writes may wait for an acknowledgement of the client.
 *
 * Deno keeps the descriptor of a TLS connection that is closed in mid-handshake, or with bytes that
 * the client does not take, until the client goes, and does not tell when that is. So such a
 * connection is closed for its users only: what hangs is left to hang, and once it fails, the client
 * is gone.
 */
export class TlsWire implements Wire {
  /** Where it comes from. */
  readonly remote: RemoteAddress;
  readonly #conn: Deno.TlsConn;
  #gone?: PromiseWithResolvers<void>;
  #isEstablished = false;
  #handshake: Promise<void>;
  /** The write at hand. */
  #writing?: Promise<unknown>;
  /** Makes the read, and the write, at hand fail. */
  #failRead?: (error: Error) => void;
  #failWrite?: (error: Error) => void;
  #state: "open" | "closing" | "closed" = "open";

  /** Takes over a connection, whose handshake may not have begun. */
  constructor(conn: Deno.TlsConn) {
    this.#conn = conn;
    this.remote = conn.remoteAddr as Deno.NetAddr;
    this.#handshake = conn.handshake().then(() => {
      this.#isEstablished = true;
    }, () => {}); // Whoever reads is told.
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

  /** Writes some of these bytes, at least one. */
  write(bytes: Uint8Array): Promise<number> {
    return this.#write(() => this.#conn.write(bytes));
  }

  /** Ends this side's stream. */
  closeWrite(): Promise<void> {
    return this.#write(() => this.#conn.closeWrite());
  }

  /** Closes at once: reading and writing fail from then on. A second call does not wait for the client. */
  close(): void {
    if (this.#state === "closed") return;
    const hangs = !this.#isEstablished || this.#writing !== undefined;
    if (!hangs || this.#state === "closing") return this.#release();
    this.#state = "closing";
    this.#failRead?.(closed());
    this.#failWrite?.(closed());
    Promise.allSettled([this.#handshake, this.#writing]).then(() => this.#release());
  }

  #write<T>(write: () => Promise<T>): Promise<T> {
    if (this.#state !== "open") return Promise.reject(closed());
    return new Promise((resolve, reject) => {
      this.#failWrite = reject;
      const writing = write();
      this.#writing = writing;
      writing.then(resolve, (error) => reject(named(error))).finally(() => {
        if (this.#writing === writing) this.#writing = undefined;
      });
    });
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

/** Names a failure of TLS for what it is to a server: a connection that broke. */
function named(error: unknown): unknown {
  const isTls = error instanceof Deno.errors.InvalidData ||
    error instanceof Deno.errors.UnexpectedEof;
  if (!isTls) return error;
  return new Deno.errors.ConnectionAborted(error.message, { cause: error });
}
