import { writeAll } from "../../protocol/mod.ts";
import { FakeConn, FakeServer } from "./fake_server.ts";

/**
 * A proxy to a server that breaks some of its connections after a number of bytes towards the
 * client, or stops passing on bytes.
 */
export class CuttingProxy implements AsyncDisposable {
  /** How many bytes went through towards the client, for each connection. */
  readonly carried: number[] = [];
  readonly #to: number;
  readonly #cuts: number[];
  readonly #stalled?: Promise<void>;
  /** Resolves when a connection has reached its limit. */
  readonly full = Promise.withResolvers<void>();
  readonly #server = new FakeServer((client) => this.#join(client));
  readonly #open = new Set<() => void>();
  #isDown = false;

  /**
   * Stands before a port.
   *
   * @param cuts After how many bytes to break each connection; those beyond go through.
   * @param stalled Instead of breaking them, leave them open until this resolves.
   */
  constructor(to: number, cuts: readonly number[], stalled?: Promise<void>) {
    this.#to = to;
    this.#stalled = stalled;
    this.#cuts = [...cuts];
  }

  /** Its port. */
  get port(): number {
    return this.#server.port;
  }

  /** Breaks every connection, and accepts no other until {@linkcode CuttingProxy.mend}. */
  breakAll(): void {
    this.#isDown = true;
    for (const close of this.#open) close();
  }

  /** Lets connections through again. */
  mend(): void {
    this.#isDown = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  async #join(client: Deno.TcpConn): Promise<void> {
    if (this.#isDown) return;
    const server = await Deno.connect({ port: this.#to, hostname: "127.0.0.1" });
    const number = this.carried.push(0) - 1;
    const cut = this.#cuts.shift() ?? Infinity;
    const close = () => {
      for (const conn of [client, server]) new FakeConn(conn).close();
    };
    this.#open.add(close);
    const up = copy(client, server).then(close).then(() => this.#open.delete(close));
    await copy(server, client, (count) => (this.carried[number]! += count) < cut, cut);
    if (this.carried[number]! >= cut) {
      this.full.resolve();
      await this.#stalled;
    }
    close();
    await up;
  }
}

/** Copies until one end is gone, or the bytes are used up. */
async function copy(
  from: Deno.Conn,
  to: Deno.Conn,
  more: (count: number) => boolean = () => true,
  budget = Infinity,
): Promise<void> {
  const buffer = new Uint8Array(65_536);
  try {
    for (let left = budget; left > 0;) {
      const count = await from.read(buffer.subarray(0, Math.min(buffer.length, left)));
      if (count === null) return;
      left -= count;
      await writeAll(to, buffer.subarray(0, count));
      if (!more(count)) return;
    }
  } catch {
    // One of them was closed.
  }
}
