import {
  encodeFrame,
  encodeMessage,
  type Frame,
  FrameType,
  MAX_FRAME_BYTES,
  type Notice,
  OutboundQueue,
  type Reply,
  writeAll,
} from "../../protocol/mod.ts";
import { formatAddress } from "./address.ts";
import type { Progress } from "./deadlines.ts";
import { FrameSource } from "./frame_source.ts";
import type { Limits } from "./limits.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { WriteScheduler } from "./write_scheduler.ts";

/** How long last words may take to leave, in ms. */
export const LAST_WORDS_MS = 2_000;

/** Most bytes to read and drop from a client that is being closed, and how many at once. */
const LINGER_BYTES = 1_048_576;
const LINGER_READ_BYTES = 4_096;

/** How often a client that has to wait hears a ping, in ms. */
const PING_EVERY_MS = 10_000;

/** How long a client may leave a write unfinished, in ms, before what else it is due is copied. */
const STALLED_MS = 5_000;

/** What the peers of a server share. */
export interface PeerContext {
  /** How much may wait to be sent. */
  readonly limits: Limits;
  /** The server's clock, in ms; only differences matter. */
  readonly clock: { readonly now: number };
  /** Counts what is sent. */
  readonly metrics: Metrics;
  /** Begins what is to be sent. */
  readonly writes: WriteScheduler;
}

/** One TCP connection: frames in, frames out, and an orderly end. */
export class Peer {
  /** Where it comes from. */
  readonly remote: Deno.NetAddr;
  #taken = 0;
  readonly #conn: Deno.TcpConn;
  readonly #context: PeerContext;
  readonly #source: FrameSource;
  readonly #queue: OutboundQueue;
  /** When the oldest request was read whose effects are queued; 0 if nothing is. */
  #oldestReadAt = 0;
  /** When the write at hand began; Infinity while the client waits for us, and not we for it. */
  #writingSince = Infinity;
  /** What makes a write past the queue fail. */
  #failWrite?: (error: Error) => void;
  #closed = false;

  /**
   * Takes over a connection.
   *
   * @param conn The connection; owned by the peer from here on.
   * @param context What it shares with the others.
   * @param onOverflow Told once, when too much is waiting; must not wait itself, as it is called
   * from within somebody's broadcast.
   */
  constructor(conn: Deno.TcpConn, context: PeerContext, onOverflow: (bytes: number) => void) {
    conn.setNoDelay(true);
    this.#conn = conn;
    this.#context = context;
    this.remote = conn.remoteAddr as Deno.NetAddr;
    this.#source = new FrameSource(conn, context.clock);
    this.#queue = new OutboundQueue({
      write: (bytes) => this.#flush(bytes),
      maxBytes: context.limits.maxQueueBytes,
      onOverflow,
      onError: () => this.destroy(),
      schedule: context.writes.schedule,
    });
  }

  /** Where it comes from, as `IP:PORT`. */
  get address(): string {
    return formatAddress(this.remote);
  }

  /** Bytes that wait to be sent. */
  get queuedBytes(): number {
    return this.#queue.bytes;
  }

  /**
   * Whether so much waits to be sent that more had better not come at once. Never true for long of
   * a client that takes nothing: nobody is to wait for that one.
   */
  get isCrowded(): boolean {
    return !this.#closed && this.#queue.bytes > this.#context.limits.maxQueueBytes / 2 &&
      performance.now() - this.#writingSince < this.#context.limits.patienceMs;
  }

  /** How far the conversation has come, as the bytes show it. */
  get progress(): Omit<Progress, "stage"> {
    const { waitingSince, decoder: { pendingBytes, frames } } = this.#source;
    return { waitingSince, pendingBytes, frames, taken: this.#taken };
  }

  /** Lets frames of full size in, once the client has said hello. */
  allowFullFrames(): void {
    this.#source.decoder.maxFrameBytes = MAX_FRAME_BYTES;
  }

  /**
   * Lets go of memory that others share, if the client takes nothing; to be called every second. Not
   * at once: copying the queues of all, while a crowd comes in, would take more than it gives.
   */
  tidy(): void {
    if (performance.now() - this.#writingSince >= STALLED_MS) this.#queue.compact();
  }

  /** The frames that arrive, until the client hangs up; see {@linkcode FrameSource}. */
  frames(): ReadableStream<Frame[]> {
    return this.#source.stream();
  }

  /** Queues bytes that are frames already; `readAt` is when the request was read they come from. */
  send(frames: Uint8Array, readAt: number = this.#context.metrics.readAt): void {
    if (this.#oldestReadAt === 0) this.#oldestReadAt = readAt;
    this.#queue.push(frames);
  }

  /** Queues an answer. */
  reply(reply: Reply): void {
    this.send(encodeMessage(FrameType.REPLY, reply));
  }

  /** Queues a notice. */
  notify(notice: Notice): void {
    this.send(encodeMessage(FrameType.NOTICE, notice));
  }

  /** Queues an empty frame: a ping, or the answer to one. */
  signal(type: typeof FrameType.PING | typeof FrameType.PONG): void {
    this.send(encodeFrame(type));
  }

  /** Shows a client that has to wait for something, and may think the connection dead, that it is not. */
  async pingUntil<T>(awaited: Promise<T>): Promise<T> {
    const timer = setInterval(() => this.signal(FrameType.PING), PING_EVERY_MS);
    try {
      return await awaited;
    } finally {
      clearInterval(timer);
      await this.#queue.drained();
    }
  }

  /** Writes bytes past the queue: for a conversation that does not use it. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.#write(bytes);
  }

  /** Pipes raw bytes to the client, counts those it takes, and leaves the connection open. */
  async pipe(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    await stream.pipeTo(
      new WritableStream({
        write: (bytes) => this.#write(bytes, (count) => this.#count(count)),
      }),
    );
  }

  /** Drops what is queued, and ends the conversation with these words. */
  async cut(notice: Notice): Promise<void> {
    this.#queue.closeWith(encodeMessage(FrameType.NOTICE, notice));
    await this.end();
  }

  /**
   * Ends the conversation: sends what is queued, then closes. A client that does not take it within
   * two seconds is cut off.
   */
  async end(): Promise<void> {
    this.#queue.close();
    const deadline = setTimeout(() => this.destroy(), LAST_WORDS_MS);
    try {
      await this.#queue.drained();
      if (!this.#closed) await this.#linger();
    } catch {
      // The client is gone, which is what this is about.
    } finally {
      clearTimeout(deadline);
      this.destroy();
    }
  }

  /** Closes at once, whatever is still queued. */
  destroy(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue.abandon();
    this.#conn.close();
    this.#failWrite?.(new Deno.errors.Interrupted("closed"));
  }

  /**
   * Waits for the client to close first. Closing with unread bytes would reset the connection, and
   * a reset takes back what the client has not read yet: our last words.
   */
  async #linger(): Promise<void> {
    await this.#conn.closeWrite();
    const buffer = new Uint8Array(LINGER_READ_BYTES);
    for (let left = LINGER_BYTES; left > 0;) {
      const count = await this.#conn.read(buffer);
      if (count === null) return;
      left -= count;
    }
  }

  async #flush(bytes: Uint8Array): Promise<void> {
    const readAt = this.#oldestReadAt;
    this.#oldestReadAt = 0;
    this.#writingSince = this.#context.writes.now;
    // Nearly always all of it, in one call: a promise less for each of a thousand clients.
    const count = await this.#conn.write(bytes);
    if (count < bytes.length) await writeAll(this.#conn, bytes.subarray(count));
    this.#taken += bytes.length;
    this.#writingSince = Infinity;
    if (readAt > 0) this.#context.metrics.latency.observe((performance.now() - readAt) / 1000);
  }

  /** Writes all, or fails once the peer is destroyed: closing alone frees no write in Deno 2.4. */
  async #write(bytes: Uint8Array, onWritten?: (count: number) => void): Promise<void> {
    const { promise: destroyed, reject } = Promise.withResolvers<never>();
    this.#failWrite = reject;
    await Promise.race([destroyed, writeAll(this.#conn, bytes, onWritten)]);
  }

  #count(bytes: number): void {
    this.#taken += bytes;
    this.#context.metrics.downloadedBytes += bytes;
  }
}
