import { BROKEN, plain, Poll, READ, received, type Sockets, WRITE } from "./libc.ts";
import type { Listener, Wire } from "./wire.ts";

/** What somebody in the fleet heard. */
export type Heard = (member: number, bytes: Uint8Array, at: number) => void;

/** How long nothing may happen, in ms, before a load counts as failed. */
const PATIENCE_MS = 20_000;

/** One connection. */
class Member implements Listener {
  isOver = false;
  partial?: Uint8Array;
  readonly #fleet: Fleet;
  #unsent?: Uint8Array<ArrayBuffer>;

  constructor(fleet: Fleet, readonly fd: number, readonly tag: number) {
    this.#fleet = fleet;
  }

  welcomed(): void {
    this.#fleet.welcome++;
    this.#fleet.welcomed(this.tag);
  }

  heard(bytes: Uint8Array, at: number): void {
    this.#fleet.heard(this.tag, bytes, at);
  }

  confirmed(): void {
    this.#fleet.confirmations++;
  }

  answer(bytes: Uint8Array<ArrayBuffer>): void {
    this.write(bytes);
  }

  refused(why: string): void {
    if (!this.#fleet.mayLeave) this.#fleet.fault ??= `member ${this.tag}: ${why.trim()}`;
  }

  /** Sends now what there is room for, and the rest as room appears. */
  write(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#unsent) {
      const both = new Uint8Array(this.#unsent.length + bytes.length);
      both.set(this.#unsent);
      both.set(bytes, this.#unsent.length);
      this.#unsent = both;
    } else {
      this.#unsent = bytes;
      this.flush();
    }
  }

  flush(): void {
    if (!this.#unsent) return;
    const sent = Math.max(0, this.#fleet.sockets.send(this.fd, this.#unsent));
    const all = sent === this.#unsent.length;
    this.#unsent = all ? undefined : this.#unsent.subarray(sent);
    this.#fleet.poll.change(this.fd, this.tag, all ? READ : READ | WRITE);
  }
}

/** Many clients of one server, run by one loop. */
export class Fleet {
  /** Watches every connection. */
  readonly poll = new Poll();
  /** How many have been welcomed so far. */
  welcome = 0;
  /** How many messages the server has confirmed so far. */
  confirmations = 0;
  /** How many have been disconnected so far. */
  gone = 0;
  /** Whether being disconnected is no fault. */
  mayLeave = false;
  /** What went wrong first. */
  fault?: string;
  /** Takes everyone who is welcomed. */
  welcomed: (member: number) => void = () => {};
  /** Takes every text that somebody hears. */
  heard: Heard = () => {};
  readonly #members: Member[] = [];
  #lastEvent = performance.now();

  /** Makes a fleet of nobody. */
  constructor(readonly port: number, readonly wire: Wire, readonly sockets: Sockets = plain) {}

  /** Connects one more client, under a name of its own; returns its number. */
  join(): number {
    const tag = this.#members.length;
    const member = new Member(this, this.sockets.connect(this.port), tag);
    this.#members.push(member);
    this.poll.add(member.fd, tag, READ | WRITE);
    member.write(this.wire.hello(nameOf(tag)));
    return tag;
  }

  /** Connects so many clients, some at a time, and waits until all are in the room. */
  gather(count: number, atOnce = this.wire.maxJoins ?? 100): void {
    for (let joined = 0; joined < count;) {
      for (let i = 0; i < atOnce && joined < count; i++, joined++) this.join();
      this.run(() => this.welcome >= joined);
    }
    this.settle();
  }

  /** Sends bytes as a member. */
  send(tag: number, bytes: Uint8Array<ArrayBuffer>): void {
    this.#members[tag]!.write(bytes);
  }

  /**
   * Reads and writes until something holds.
   *
   * @throws {Error} If a member was refused or cut off, or nothing happens for 20 s.
   */
  run(until: () => boolean): void {
    this.#lastEvent = performance.now();
    while (!until()) {
      this.step(1_000);
      if (this.fault) throw new Error(this.fault);
      if (performance.now() - this.#lastEvent > PATIENCE_MS) throw new Error("nothing arrives");
    }
  }

  /** Reads until nothing has arrived for so many ms. */
  settle(quietMs = 200): void {
    this.#lastEvent = performance.now();
    while (performance.now() - this.#lastEvent < quietMs) this.step(10);
  }

  /** Waits for events, at most so many ms, and handles them. */
  step(timeoutMs: number): void {
    this.poll.wait(timeoutMs, this.#happened);
  }

  readonly #happened = (tag: number, events: number) => {
    this.#lastEvent = performance.now();
    const member = this.#members[tag]!;
    if (member.isOver) return;
    if (events & WRITE) member.flush();
    if (events & (READ | BROKEN)) this.#read(member);
  };

  #read(member: Member): void {
    const held = member.partial?.length ?? 0;
    if (held > 0) received.set(member.partial!);
    const count = this.sockets.receive(member.fd, held);
    if (count === undefined) return;
    if (count === 0) return this.#end(member);
    const end = held + count;
    const read = this.wire.read(received, 0, end, member);
    member.partial = read < end ? received.slice(read, end) : undefined;
  }

  #end(member: Member): void {
    member.isOver = true;
    this.sockets.close(member.fd);
    this.gone++;
    if (!this.mayLeave) this.fault ??= `member ${member.tag} was disconnected`;
  }
}

/** The name of the member of this number. */
export function nameOf(tag: number): string {
  return `u${`${tag}`.padStart(5, "0")}`;
}
