import { encodeFrame, FrameType } from "../../protocol/mod.ts";
import type { ServerWire } from "./server_wire.ts";

/**
 * When to send something after the first request, in ms. A server's first answer can be held back
 * until this side acknowledges what the server sent at the end of the handshake, which the system
 * puts off for 40 ms, unless there is something to send. A pong asks for nothing.
 */
const NUDGES_MS = [1, 3, 7, 15, 31];

/** What {@linkcode DialedWire} takes over. */
export interface DialedWireOptions {
  /** The connection. */
  readonly conn: Deno.Conn;
  /** Bytes that were read already, or are about to be: what comes first. Null at the stream's end. */
  readonly first?: Promise<Uint8Array | null>;
  /** The fingerprint of the certificate that encrypts it; nothing if it is not encrypted. */
  readonly fingerprint?: string;
}

/** A connection to a server, encrypted or not. */
export class DialedWire implements ServerWire {
  /** The fingerprint of the certificate that encrypts it; nothing if it is not encrypted. */
  readonly fingerprint?: string;
  readonly #conn: Deno.Conn;
  #first?: Promise<Uint8Array | null>;
  #nudges: ReturnType<typeof setTimeout>[] = [];
  #wrote = false;
  #closed = false;

  /** Takes over a connection. */
  constructor({ conn, first, fingerprint }: DialedWireOptions) {
    this.#conn = conn;
    this.#first = first;
    this.fingerprint = fingerprint;
  }

  /**
   * Reads some bytes.
   *
   * @returns How many; null once the server has ended its stream.
   */
  async read(into: Uint8Array): Promise<number | null> {
    const first = await this.#first;
    if (first === null) return null;
    if (first && first.length > 0) {
      const count = Math.min(into.length, first.length);
      into.set(first.subarray(0, count));
      this.#first = Promise.resolve(first.subarray(count));
      return count;
    }
    this.#first = undefined;
    const count = await this.#conn.read(into);
    this.#stopNudging();
    return count;
  }

  /**
   * Writes some of these bytes, at least one.
   *
   * @returns How many.
   */
  write(bytes: Uint8Array): Promise<number> {
    if (!this.#wrote && this.fingerprint !== undefined) this.#startNudging();
    this.#wrote = true;
    return this.#conn.write(bytes);
  }

  /** Closes at once: reading and writing fail from then on. */
  close(): void {
    this.#stopNudging();
    if (this.#closed) return;
    this.#closed = true;
    this.#conn.close();
  }

  #startNudging(): void {
    const pong = encodeFrame(FrameType.PONG);
    const nudge = () => void this.#conn.write(pong).catch(() => {}); // Reading tells what is wrong.
    this.#nudges = NUDGES_MS.map((ms) => setTimeout(nudge, ms));
  }

  #stopNudging(): void {
    for (const timer of this.#nudges) clearTimeout(timer);
    this.#nudges = [];
  }
}
