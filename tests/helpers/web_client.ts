import { assertEquals } from "@std/assert";
import type { Ask, Notice, RawReply } from "../../protocol/mod.ts";

/** What a server sends to a web socket: a reply, or a notice. */
type Received = RawReply | Notice;

/** A browser's web socket, as a test holds it: Deno's own, which is not the server's code. */
export class WebClient implements AsyncDisposable {
  readonly socket: WebSocket;
  /** The code and reason that the server closed with. */
  readonly closed: Promise<{ code: number; reason: string }>;
  /** Texts that have arrived and that nobody has taken. */
  readonly #texts: string[] = [];
  #arrived = Promise.withResolvers<void>();
  #id = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    const { promise, resolve } = Promise.withResolvers<{ code: number; reason: string }>();
    this.closed = promise;
    socket.onmessage = ({ data }) => this.#take(data);
    socket.onclose = ({ code, reason }) => {
      resolve({ code, reason });
      this.#arrived.resolve();
    };
    socket.onerror = () => {};
  }

  /** Opens a web socket, and says nothing on it. */
  static async connect(port: number): Promise<WebClient> {
    const client = new WebClient(new WebSocket(`ws://127.0.0.1:${port}/ws`));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    client.socket.onopen = () => resolve();
    client.closed.then(({ code }) => reject(new Error(`No web socket: ${code}`)));
    await promise;
    return client;
  }

  /** Joins the room, and takes the notice of that. */
  static async join(port: number, name: string): Promise<WebClient> {
    const client = await WebClient.connect(port);
    await client.ok({ type: "hello", version: 1, name });
    assertEquals((await client.notice()).type, "joined");
    return client;
  }

  /** Sends a request; returns its id. */
  send(ask: Ask | { type: string }): number {
    this.socket.send(JSON.stringify({ id: ++this.#id, ...ask }));
    return this.#id;
  }

  /** Sends a request that must succeed; notices before the answer are skipped. */
  async ok(ask: Ask | { type: string }): Promise<Record<string, unknown>> {
    const { ok, error } = await this.ask(ask);
    assertEquals(error, undefined);
    return ok!;
  }

  /** Sends a request, and waits for its answer. */
  async ask(ask: Ask | { type: string }): Promise<RawReply> {
    const id = this.send(ask);
    for (;;) {
      const received = await this.receive();
      if (received && "id" in received && received.id === id) return received;
      if (!received) throw new Error("The server closed");
    }
  }

  /** The next message, which must be a notice. */
  async notice(): Promise<Notice> {
    const received = await this.receive();
    assertEquals(received && "type" in received, true, JSON.stringify(received));
    return received as Notice;
  }

  /** The next message, parsed; undefined once the server has closed. */
  async receive(): Promise<Received | undefined> {
    const text = await this.text();
    return text === undefined ? undefined : JSON.parse(text);
  }

  /** The next message as it came; undefined once the server has closed. */
  async text(): Promise<string | undefined> {
    while (this.#texts.length === 0) {
      if (this.socket.readyState === WebSocket.CLOSED) return undefined;
      this.#arrived = Promise.withResolvers();
      await this.#arrived.promise;
    }
    return this.#texts.shift();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  #take(data: string): void {
    this.#texts.push(data);
    this.#arrived.resolve();
  }
}
