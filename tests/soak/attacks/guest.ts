import { once } from "node:events";
import net from "node:net";
import {
  encodeMessage,
  type Frame,
  FrameDecoder,
  FrameType,
  parseNotice,
  parseReply,
  type RawReply,
} from "../../../protocol/mod.ts";
import { Watch } from "../../helpers/watch.ts";

/** A client that may come from any loopback address, and end its connection in any way. */
export class Guest implements Disposable {
  /** Frames that have come and were not asked for yet. */
  readonly frames: Frame[] = [];
  /** Whether the server has ended the connection. */
  hasEnded = false;
  readonly socket: net.Socket;
  readonly #decoder = new FrameDecoder();
  readonly #watch = new Watch();
  #lastId = 0;
  #onFrame?: (frame: Frame) => void;

  private constructor(socket: net.Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("data", (bytes: Uint8Array) => this.#take(bytes));
    for (const event of ["end", "close"]) {
      socket.on(event, () => {
        this.hasEnded = true;
        this.#watch.changed();
      });
    }
  }

  /** Connects from an address of 127.0.0.0/8. */
  static async connect(port: number, from = "127.0.0.1"): Promise<Guest> {
    const socket = net.connect({ port, host: "127.0.0.1", localAddress: from });
    const guest = new Guest(socket);
    await Promise.race([once(socket, "connect"), once(socket, "close")]);
    return guest;
  }

  /** Connects and says hello. */
  static async join(port: number, name?: string, from?: string): Promise<Guest> {
    const guest = await Guest.connect(port, from);
    const { error } = await guest.ask({ type: "hello", version: 1, name });
    if (error) throw new Error(`${name} from ${from}: ${error.message}`);
    return guest;
  }

  /** Gives each frame to a listener instead of keeping it. */
  listen(onFrame: (frame: Frame) => void): void {
    this.#onFrame = onFrame;
  }

  /** Reads everything and looks at nothing. */
  discard(): void {
    this.socket.removeAllListeners("data");
    this.socket.resume();
  }

  /** Writes bytes, and waits for nothing. */
  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Sends a request; returns its id. */
  send(request: object): number {
    const id = ++this.#lastId;
    this.write(encodeMessage(FrameType.REQUEST, { id, ...request }));
    return id;
  }

  /** Sends a request and waits for its answer; frames before it are dropped. */
  async ask(request: object): Promise<RawReply> {
    const id = this.send(request);
    for (;;) {
      const frame = await this.frame();
      if (!frame) return { id, error: { code: "ended", message: "the connection has ended" } };
      if (frame.type === FrameType.NOTICE) {
        const notice = parseNotice(frame.payload);
        if (notice?.type === "closing") return { id, error: notice };
      }
      if (frame.type !== FrameType.REPLY) continue;
      const reply = parseReply(frame.payload);
      if (reply.id === id) return reply;
    }
  }

  /** The next frame; undefined once the connection has ended. */
  async frame(): Promise<Frame | undefined> {
    await this.#watch.until(
      () => this.frames.length > 0 || this.hasEnded || undefined,
      () => "a frame did not come",
    );
    return this.frames.shift();
  }

  /** Resolves once the server has ended the connection. */
  async ended(): Promise<void> {
    await this.#watch.until(() => this.hasEnded || undefined, () => "the end did not come");
  }

  /** Ends the connection by FIN. */
  end(): void {
    this.socket.end();
  }

  /** Ends the connection by RST. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  #take(bytes: Uint8Array): void {
    for (const frame of this.#decoder.decode(bytes)) {
      if (frame.type === FrameType.PING) this.write(Uint8Array.of(0, 0, 0, 1, FrameType.PONG));
      else if (this.#onFrame) this.#onFrame(frame);
      else this.frames.push(frame);
    }
    this.#watch.changed();
  }
}

/** The n-th of many loopback addresses: 127.1.0.1 and so on. */
export function address(n: number): string {
  return `127.1.${Math.floor(n / 250)}.${1 + n % 250}`;
}

/** Resolves after a time; attacks last as long as they say. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
