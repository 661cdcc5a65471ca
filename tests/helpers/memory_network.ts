import type { ServerWire } from "../../client/net/server_wire.ts";
import {
  encodeFrame,
  encodeMessage,
  FrameDecoder,
  FrameType,
  type Notice,
  parseRequest,
  type Reply,
} from "../../protocol/mod.ts";
import { type Deed, RoomStage, type Session } from "./room_stage.ts";

/** A connection in memory: bytes travel only when told to, and may be lost on the way. */
export class MemoryWire implements ServerWire {
  /** What the server makes of the bytes it gets. */
  readonly #receive: (bytes: Uint8Array) => void;
  /** What has arrived, and what failed behind it. */
  readonly #arrived: Uint8Array[] = [];
  #failure?: Error;
  #changed = Promise.withResolvers<void>();
  #up: Uint8Array[] = [];
  #down: Uint8Array[] = [];
  #closed = false;
  #dead = false;

  constructor(receive: (bytes: Uint8Array) => void) {
    this.#receive = receive;
  }

  async read(into: Uint8Array): Promise<number> {
    while (this.#arrived.length === 0) {
      if (this.#failure) throw this.#failure;
      this.#changed = Promise.withResolvers();
      await this.#changed.promise;
    }
    let count = 0;
    for (const bytes of take(this.#arrived, into.length)) {
      into.set(bytes, count);
      count += bytes.length;
    }
    return count;
  }

  write(bytes: Uint8Array): Promise<number> {
    if (this.#closed) return Promise.reject(new Error("closed"));
    this.#up.push(bytes.slice());
    return Promise.resolve(bytes.length);
  }

  /** Sends bytes towards the client. */
  answer(bytes: Uint8Array): void {
    this.#down.push(bytes);
  }

  /** Lets a number of bytes arrive at the server, and at the client. */
  travel(up: number, down: number): void {
    if (this.#dead) return;
    for (const bytes of take(this.#up, up)) this.#receive(bytes);
    if (!this.#closed) this.#arrived.push(...take(this.#down, down));
    this.#changed.resolve();
  }

  /** Drops everything on the way, and everything that follows. */
  die(): void {
    this.#dead = true;
  }

  /** Tells the client that the connection is reset. */
  reset(): void {
    this.die();
    this.#closed = true;
    this.#failure = new Error("Connection reset");
    this.#arrived.splice(0);
    this.#changed.resolve();
  }

  close(): void {
    this.reset();
  }
}

/** A server without a network: the real room, on connections in memory. */
export class MemoryServer {
  #core!: RoomStage;
  #wires = new Map<Session, MemoryWire>();
  #secrets = 0;

  constructor() {
    this.restart();
  }

  /** Restarts the server: it knows nobody. */
  restart(): void {
    this.#core = new RoomStage({ now: () => 0, random: () => `secret ${++this.#secrets}` });
    this.#wires = new Map();
  }

  /** Accepts a connection. */
  accept(): { wire: MemoryWire; session: Session } {
    const core = this.#core;
    const session = core.connect();
    const decoder = new FrameDecoder();
    const wire = new MemoryWire((bytes) => {
      if (core !== this.#core) return;
      for (const { type, payload } of decoder.decode(bytes)) {
        if (type === FrameType.PING) wire.answer(encodeFrame(FrameType.PONG));
        else this.#perform(core.handle(session, parseRequest(payload)));
      }
    });
    this.#wires.set(session, wire);
    return { wire, session };
  }

  /** Notices that a connection has ended, if it was accepted since the last start. */
  hangUp(session: Session): void {
    if (!this.#wires.delete(session)) return;
    this.#perform(this.#core.disconnect(session));
  }

  #perform(effects: readonly Deed[]): void {
    for (const effect of effects) {
      if (effect.type === "reply") this.#send(effect.to, FrameType.REPLY, effect.reply);
      if (effect.type === "replace") this.#wires.delete(effect.session);
      if (effect.type !== "notice") continue;
      for (const to of effect.to) this.#send(to, FrameType.NOTICE, effect.notice);
    }
  }

  #send(to: Session, type: number, message: Reply | Notice): void {
    this.#wires.get(to)?.answer(encodeMessage(type, message));
  }
}

/** Takes so many bytes off the front of a queue. */
function take(queue: Uint8Array[], count: number): Uint8Array[] {
  const taken: Uint8Array[] = [];
  for (let left = count; left > 0 && queue.length > 0;) {
    const first = queue[0]!;
    taken.push(first.subarray(0, left));
    if (first.length > left) queue[0] = first.subarray(left);
    else queue.shift();
    left -= first.length;
  }
  return taken;
}
