/**
 * The few system calls that a load generator needs, without promises: a read costs one call, so that
 * the generator can be several times as fast as what it measures. Linux only.
 *
 * @module
 */

const { symbols } = Deno.dlopen("libc.so.6", {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  connect: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  listen: { parameters: ["i32", "i32"], result: "i32" },
  getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  accept4: { parameters: ["i32", "pointer", "pointer", "i32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  epoll_create1: { parameters: ["i32"], result: "i32" },
  epoll_ctl: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  epoll_wait: { parameters: ["i32", "buffer", "i32", "i32"], result: "i32" },
  recv: { parameters: ["i32", "buffer", "u32", "i32"], result: "i32" },
  send: { parameters: ["i32", "buffer", "u32", "i32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
});

const AF_INET = 2;
const SOCK_STREAM_NONBLOCK = 1 | 0o4000;
const NONBLOCK = 0o4000;
const MSG_NOSIGNAL = 0x4000;
const ONE = new Uint8Array(new Int32Array([1]).buffer);

/** What to be told of: `READ` always is. */
export const READ = 1;
/** That there is room to write. */
export const WRITE = 4;
/** That the connection is broken or over. */
export const BROKEN = 8 | 16;

/** Bytes received at once at most. */
export const RECEIVE_BYTES = 262_144;
/** Where received bytes are: after {@linkcode receive}, until the next call. */
export const received = new Uint8Array(2 * RECEIVE_BYTES);

/** Begins to connect to a port of the loopback interface; returns the descriptor. */
export function connect(port: number): number {
  const fd = symbols.socket(AF_INET, SOCK_STREAM_NONBLOCK, 0);
  if (fd < 0) throw new Error("No more descriptors: raise the limit with ulimit -n");
  noDelay(fd);
  symbols.connect(fd, loopback(port), 16);
  return fd;
}

/** Listens on a free port of the loopback interface. */
export function listen(): { fd: number; port: number } {
  const fd = symbols.socket(AF_INET, SOCK_STREAM_NONBLOCK, 0);
  const address = loopback(0);
  if (symbols.bind(fd, address, 16) < 0 || symbols.listen(fd, 4_096) < 0) {
    throw new Error("Cannot listen");
  }
  symbols.getsockname(fd, address, new Uint8Array(new Int32Array([16]).buffer));
  return { fd, port: (address[2]! << 8) | address[3]! };
}

/** The next connection, or a negative number if there is none now. */
export function accept(fd: number): number {
  const accepted = symbols.accept4(fd, null, null, NONBLOCK);
  if (accepted >= 0) noDelay(accepted);
  return accepted;
}

/**
 * Receives into {@linkcode received}, from the place `at` on.
 *
 * @returns How many bytes; 0 at the end, negative if there are none.
 */
export function receive(fd: number, at: number): number {
  return symbols.recv(fd, at === 0 ? received : received.subarray(at), RECEIVE_BYTES, 0);
}

/** Sends what there is room for; returns how many bytes that was, negative if none. */
export function send(fd: number, bytes: Uint8Array<ArrayBuffer>): number {
  return symbols.send(fd, bytes, bytes.length, MSG_NOSIGNAL);
}

/** Closes a descriptor. */
export function close(fd: number): void {
  symbols.close(fd);
}

/** What a load does with connections. */
export interface Sockets {
  /** Begins to connect to a port of the loopback interface; returns the descriptor. */
  connect(port: number): number;
  /**
   * Receives into {@linkcode received}, from the place `at` on.
   *
   * @returns How many bytes; 0 at the end or if the connection is broken, undefined if there are
   * none now.
   */
  receive(fd: number, at: number): number | undefined;
  /** Sends what there is room for; returns how many bytes that was, 0 or less if none. */
  send(fd: number, bytes: Uint8Array<ArrayBuffer>): number;
  /** Closes a descriptor. */
  close(fd: number): void;
}

/** Connections without encryption. They are read only when the poll says that there is something. */
export const plain: Sockets = {
  connect,
  receive: (fd, at) => Math.max(0, receive(fd, at)),
  send,
  close,
};

/** Waits for several descriptors at once. */
export class Poll {
  readonly #fd = symbols.epoll_create1(0);
  /** The kernel packs its events on x86-64 only: 3 words each there, 4 elsewhere. */
  readonly #words = Deno.build.arch === "x86_64" ? 3 : 4;
  readonly #one = new Uint32Array(4);
  readonly #events = new Uint32Array(1_024 * this.#words);

  /** Begins to watch a descriptor; `tag` comes back with its events. */
  add(fd: number, tag: number, events: number): void {
    this.#control(1, fd, tag, events);
  }

  /** Changes what to be told of. */
  change(fd: number, tag: number, events: number): void {
    this.#control(3, fd, tag, events);
  }

  /** Waits, at most so many ms, and reports what happened. */
  wait(timeoutMs: number, happened: (tag: number, events: number) => void): void {
    const bytes = new Uint8Array(this.#events.buffer);
    const count = symbols.epoll_wait(this.#fd, bytes, 1_024, timeoutMs);
    for (let i = 0; i < count; i++) {
      const at = i * this.#words;
      happened(this.#events[at + this.#words - 2]!, this.#events[at]!);
    }
  }

  #control(operation: number, fd: number, tag: number, events: number): void {
    this.#one[0] = events;
    this.#one[this.#words - 2] = tag;
    symbols.epoll_ctl(this.#fd, operation, fd, new Uint8Array(this.#one.buffer));
  }
}

function noDelay(fd: number): void {
  symbols.setsockopt(fd, 6, 1, ONE, 4);
}

function loopback(port: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array([AF_INET, 0, port >> 8, port & 255, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
}
