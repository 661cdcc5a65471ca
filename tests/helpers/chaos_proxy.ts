import net from "node:net";
import { once } from "node:events";

/** How a connection can break: a clean end, a reset, or silence with both ends open. */
export type Breakage = "fin" | "rst" | "silence";

/** A side of a connection. */
export type Side = "client" | "server";

/** One connection, as its two halves. */
interface Pair {
  readonly client: net.Socket;
  readonly server: net.Socket;
  /** Whether nothing passes from one half to the other any more, not even an end. */
  apart: boolean;
}

/**
 * A bad network between clients and a server: passes bytes on in pieces, late, or not at all, and
 * breaks connections. Settings apply from then on, to every connection.
 */
export class ChaosProxy implements AsyncDisposable {
  /** Maximum number of bytes to pass on at a time. */
  split = Infinity;
  /** After how many bytes from the client to break its connection, and how. */
  breakAfter?: { readonly bytes: number; readonly by: Breakage };
  readonly #server: net.Server;
  readonly #target: number;
  readonly #sockets = new Set<net.Socket>();
  readonly #pairs = new Set<Pair>();
  readonly #pumps = new Set<Promise<void>>();
  #gate = Promise.withResolvers<void>();
  #held: readonly Side[] = [];

  private constructor(target: number) {
    this.#target = target;
    this.#gate.resolve();
    this.#server = net.createServer({ allowHalfOpen: true }, (client) => this.#connect(client));
  }

  /** Stands between its own port and that of a server, both on the loopback interface. */
  static async start(target: number): Promise<ChaosProxy> {
    const proxy = new ChaosProxy(target);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  /** The port for clients. */
  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  /** Holds back what these sides send, by default both, until told to continue. */
  hold(...sides: Side[]): void {
    this.#held = sides.length > 0 ? sides : ["client", "server"];
    this.#gate = Promise.withResolvers();
  }

  /** Passes on what was held, and all that follows. */
  goOn(): void {
    this.#held = [];
    this.#gate.resolve();
  }

  /** Resets every connection, on both sides. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.#gate.resolve();
  }

  /**
   * Breaks the open connections, on each of these sides. The other side notices nothing, and gets
   * nothing more.
   */
  cut(by: Breakage, ...sides: Side[]): void {
    for (const pair of this.#pairs) {
      pair.apart = true;
      for (const side of sides) {
        if (by === "rst") pair[side].resetAndDestroy();
        if (by === "fin") pair[side].destroy();
      }
    }
  }

  /** Resets every connection, and accepts no more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.reset();
    await Promise.all(this.#pumps);
  }

  #connect(client: net.Socket): void {
    const server = net.connect({ port: this.#target, host: "127.0.0.1", allowHalfOpen: true });
    const pair = { client, server, apart: false };
    this.#pairs.add(pair);
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        if (client.closed && server.closed) this.#pairs.delete(pair);
      });
    }
    this.#track(this.#pump(pair, client, server, this.breakAfter));
    this.#track(this.#pump(pair, server, client));
  }

  #track(pump: Promise<void>): void {
    const tracked = pump.finally(() => this.#pumps.delete(tracked));
    this.#pumps.add(tracked);
  }

  async #pump(
    pair: Pair,
    from: net.Socket,
    to: net.Socket,
    end?: ChaosProxy["breakAfter"],
  ): Promise<void> {
    let left = end?.bytes ?? Infinity;
    if (left === 0) return await this.#break(from, to, end!.by);
    try {
      for await (const chunk of from as AsyncIterable<Uint8Array>) {
        for (let at = 0; at < chunk.length;) {
          const part = chunk.subarray(at, at + Math.min(this.split, left));
          if (this.#held.includes(from === pair.client ? "client" : "server")) {
            await this.#gate.promise;
          }
          if (pair.apart) return await closed(from);
          await write(to, part);
          at += part.length;
          left -= part.length;
          if (left === 0) return await this.#break(from, to, end!.by);
        }
      }
      if (!pair.apart) to.end();
    } catch {
      if (pair.apart) return;
      to.destroy(); // One end broke: so does the other.
    }
  }

  async #break(client: net.Socket, server: net.Socket, by: Breakage): Promise<void> {
    if (by === "silence") await closed(client);
    else if (by === "fin") { for (const socket of [client, server]) socket.end(); }
    else for (const socket of [client, server]) socket.resetAndDestroy();
  }
}

function write(to: net.Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) =>
    to.write(bytes, (error) => error ? reject(error) : resolve())
  );
}

async function closed(socket: net.Socket): Promise<void> {
  if (!socket.closed) await once(socket, "close");
}
