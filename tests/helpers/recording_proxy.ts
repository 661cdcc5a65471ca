import { concat } from "@std/bytes/concat";
import { writeAll } from "../../protocol/mod.ts";
import { FakeServer } from "./fake_server.ts";

/** A proxy that records every byte that it passes on, as an eavesdropper would. */
export class RecordingProxy implements AsyncDisposable {
  /** All that went through, in both directions. */
  readonly heard: Uint8Array[] = [];
  readonly #to: number;
  readonly #server = new FakeServer((client) => this.#join(client));

  /** Stands before a port of this machine. */
  constructor(to: number) {
    this.#to = to;
  }

  /** Its port. */
  get port(): number {
    return this.#server.port;
  }

  /** Whether a text went through, in UTF-8 or UTF-16. */
  hears(text: string): boolean {
    const bytes = new TextDecoder("latin1").decode(concat(this.heard));
    const wide = Array.from(text, (char) => `${char}\0`).join("");
    return [text, wide].some((form) => bytes.includes(form));
  }

  /** Waits until every connection is over. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  async #join(client: Deno.TcpConn): Promise<void> {
    using server = await Deno.connect({ hostname: "127.0.0.1", port: this.#to });
    await Promise.all([this.#pass(client, server), this.#pass(server, client)]);
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
