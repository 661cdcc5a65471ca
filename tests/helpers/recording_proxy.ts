import { writeAll } from "../../protocol/mod.ts";

/** A proxy that records every byte that it passes on, as an eavesdropper would. */
export class RecordingProxy implements AsyncDisposable {
  /** Its port. */
  readonly port: number;
  /** All that went through, in both directions. */
  readonly heard: Uint8Array[] = [];
  readonly #listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  readonly #to: number;
  readonly #running: Promise<unknown>[] = [];
  readonly #accepting: Promise<void>;

  /** Stands before a port of this machine. */
  constructor(to: number) {
    this.#to = to;
    this.port = this.#listener.addr.port;
    this.#accepting = this.#accept();
  }

  /** Whether a text went through, in UTF-8 or UTF-16. */
  hears(text: string): boolean {
    const all = new Uint8Array(this.heard.reduce((sum, each) => sum + each.length, 0));
    let at = 0;
    for (const each of this.heard) {
      all.set(each, at);
      at += each.length;
    }
    const bytes = new TextDecoder("latin1").decode(all);
    const wide = Array.from(text, (char) => `${char}\0`).join("");
    return [text, wide].some((form) => bytes.includes(form));
  }

  /** Waits until every connection is over. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    await Promise.all(this.#running);
  }

  async #accept(): Promise<void> {
    try {
      for await (const client of this.#listener) {
        const server = await Deno.connect({ hostname: "127.0.0.1", port: this.#to });
        const both = [this.#pass(client, server), this.#pass(server, client)];
        this.#running.push(Promise.all(both).then(() => (client.close(), server.close())));
      }
    } catch {
      // Closed.
    }
  }

  async #pass(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
    try {
      for (const buffer = new Uint8Array(65_536);;) {
        const count = await from.read(buffer);
        if (count === null) break;
        this.heard.push(buffer.slice(0, count));
        await writeAll(to, buffer.subarray(0, count));
      }
      await to.closeWrite();
    } catch {
      // One side has reset it.
    }
  }
}
