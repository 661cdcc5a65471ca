import { type ErrorBody, OutboundQueue, writeAll } from "../../protocol/mod.ts";
import type { Stage } from "../admission/deadlines.ts";
import type { Limits } from "../admission/limits.ts";
import { originOf } from "../admission/origin.ts";
import type { WriteScheduler } from "../delivery/write_scheduler.ts";
import type { Metrics } from "../observability/metrics.ts";
import { formatAddress } from "./address.ts";
import type { Wire } from "./wire.ts";

/** Time for sending the rest of the queue when a connection ends, in ms. */
export const LINGER_MS = 2_000;

/**
 * Maximum number of bytes to read and drop from a client that is being closed, and the size of one
 * read.
 */
const LINGER_BYTES = 1_048_576;
const LINGER_READ_BYTES = 4_096;

/** How long a write may be unfinished, in ms, before the rest of the queue is copied. */
const STALLED_MS = 5_000;

/** Shared by the connections of a server. */
export interface ConnectionContext {
  /** The limit of the queue. */
  readonly limits: Limits;
  /** The server's clock in ms. Only differences matter. */
  readonly clock: { readonly now: number };
  /** Counts the bytes and times of writes. */
  readonly metrics: Metrics;
  /** Schedules the writes. */
  readonly writes: WriteScheduler;
}

/**
 * What a connection is used for, as far as the deadlines, the closing of the server and the queue
 * need to know.
 */
export interface Occupant {
  /** Decides which deadlines it has. */
  readonly stage: Stage;
  /** Bytes of an incomplete request. */
  readonly pendingBytes: number;
  /** Number of complete requests so far. */
  readonly received: number;
  /** The client's current or last name, for the log. */
  readonly name?: string;
  /** Sends a ping. */
  ping(): void;
  /** Ends it because a deadline has passed, after telling the client if that is possible. */
  expire(why: ErrorBody): void;
  /** Ends it because the server closes, after telling the client. A running download continues. */
  close(why: ErrorBody): Promise<void>;
  /**
   * Ends it because its queue exceeds the limit. It is called during a broadcast and must not wait.
   */
  overflow(bytes: number): void;
  /** Notes that the connection broke during a write, and is closed. */
  broke(): void;
}

/**
 * One wire from accept to close, with a limited queue, an orderly end, and the state that deadlines
 * need.
 */
export class Connection {
  /** What it is used for. Set by the door that serves it. */
  occupant?: Occupant;
  /** Why the server ended it, for the log. */
  ending?: string;
  /** When the current read began, by the server's clock. Undefined while there is none. */
  waitingSince?: number;
  /** Number of bytes that the client has taken. */
  taken = 0;
  readonly #wire: Wire;
  readonly #context: ConnectionContext;
  readonly #queue: OutboundQueue;
  /** When the oldest queued event happened; 0 if nothing is queued. */
  #oldestAt = 0;
  /** When the current write began; Infinity while there is none. */
  #writingSince = Infinity;
  /** Rejects a write past the queue. */
  #failWrite?: (error: Error) => void;
  /** Resolves when it is no longer crowded. */
  #relief?: PromiseWithResolvers<void>;
  #reliefTimer?: ReturnType<typeof setTimeout>;
  #closed = false;

  /**
   * Takes over a wire.
   *
   * @param wire The wire. This object owns it from now on.
   * @param context What the connections share.
   */
  constructor(wire: Wire, context: ConnectionContext) {
    this.#wire = wire;
    this.#context = context;
    this.#queue = new OutboundQueue({
      write: (bytes) => this.#flush(bytes),
      maxBytes: context.limits.maxQueueBytes,
      onOverflow: (bytes) => this.occupant?.overflow(bytes),
      onError: () => this.#broke(),
      onWritten: () => this.#relief && (this.isCrowded || this.#relieve()),
      schedule: context.writes.schedule,
    });
  }

  /** The client's address, as `IP:PORT`. */
  get address(): string {
    return formatAddress(this.#wire.remote);
  }

  /** The address or network by which it is counted. */
  get origin(): string {
    return originOf(this.#wire.remote.hostname);
  }

  /** Number of bytes that wait to be sent. */
  get queuedBytes(): number {
    return this.#queue.bytes;
  }

  /** Whether it is closed. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /**
   * Whether so much waits to be sent that others should pause. False again soon for a client that
   * takes nothing: nobody waits for that one.
   */
  get isCrowded(): boolean {
    return !this.#closed && this.#queue.bytes > this.#context.limits.maxQueueBytes / 2 &&
      performance.now() - this.#writingSince < this.#context.limits.patienceMs;
  }

  /** Resolves once it is no longer crowded. */
  whenRelieved(): Promise<void> {
    if (!this.isCrowded) return Promise.resolve();
    if (!this.#relief) {
      this.#relief = Promise.withResolvers();
      this.#watchRelief();
    }
    return this.#relief.promise;
  }

  /** Resolves once everything queued has been written, or cannot be written. */
  drained(): Promise<void> {
    return this.#queue.drained();
  }

  /**
   * Reads some bytes. Resolves to their number, or to null once the client has ended its stream.
   */
  async read(into: Uint8Array): Promise<number | null> {
    this.waitingSince = this.#context.clock.now;
    const count = await this.#wire.read(into);
    this.waitingSince = undefined;
    return count;
  }

  /**
   * Queues bytes. It never waits and never fails.
   *
   * @param at When their event happened, by `performance.now`.
   */
  push(bytes: Uint8Array, at: number = performance.now()): void {
    if (this.#oldestAt === 0) this.#oldestAt = at;
    this.#queue.push(bytes);
  }

  /** Writes bytes past the queue. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.#write(bytes);
  }

  /** Pipes raw bytes to the client and counts them. The connection stays open. */
  async pipe(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    await stream.pipeTo(
      new WritableStream({ write: (bytes) => this.#write(bytes, (count) => this.#count(count)) }),
    );
  }

  /**
   * Copies the queue of a client that takes nothing out of shared memory. Call it about once a
   * second. It waits before it copies: copying all queues while a crowd joins would cost more than
   * it saves.
   */
  tidy(): void {
    if (performance.now() - this.#writingSince >= STALLED_MS) this.#queue.compact();
  }

  /** Drops the queue, sends these bytes, and closes. */
  async cut(last: Uint8Array): Promise<void> {
    this.#queue.closeWith(last);
    await this.end();
  }

  /**
   * Sends what is queued, then closes. If the client does not take it within 2 s, it closes anyway.
   */
  async end(): Promise<void> {
    this.#queue.close();
    const deadline = setTimeout(() => this.destroy(), LINGER_MS);
    try {
      await this.#queue.drained();
      if (!this.#closed) await this.#linger();
    } catch {
      // The client is gone already.
    } finally {
      clearTimeout(deadline);
      this.destroy();
    }
  }

  /** Closes immediately and drops the queue. */
  destroy(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue.abandon();
    this.#relieve();
    this.#wire.close();
    this.#failWrite?.(new Deno.errors.Interrupted("closed"));
  }

  /**
   * Waits for the client to close first. Closing with unread bytes would reset the connection, and
   * the client would lose what it has not read yet.
   */
  async #linger(): Promise<void> {
    await this.#wire.closeWrite();
    const buffer = new Uint8Array(LINGER_READ_BYTES);
    for (let left = LINGER_BYTES; left > 0;) {
      const count = await this.#wire.read(buffer);
      if (count === null) return;
      left -= count;
    }
  }

  async #flush(bytes: Uint8Array): Promise<void> {
    const oldestAt = this.#oldestAt;
    this.#oldestAt = 0;
    this.#writingSince = this.#context.writes.now;
    // This nearly always writes everything, and saves a promise for each client.
    const count = await this.#wire.write(bytes);
    if (count < bytes.length) await writeAll(this.#wire, bytes.subarray(count));
    this.taken += bytes.length;
    this.#writingSince = Infinity;
    if (oldestAt > 0) this.#context.metrics.latency.observe((performance.now() - oldestAt) / 1000);
  }

  #broke(): void {
    this.destroy();
    this.occupant?.broke();
  }

  /**
   * Writes everything, or fails once the connection is destroyed. In Deno 2.4, closing alone does
   * not end a pending write.
   */
  async #write(bytes: Uint8Array, onWritten?: (count: number) => void): Promise<void> {
    const { promise: destroyed, reject } = Promise.withResolvers<never>();
    this.#failWrite = reject;
    await Promise.race([destroyed, writeAll(this.#wire, bytes, onWritten)]);
  }

  #count(bytes: number): void {
    this.taken += bytes;
    this.#context.metrics.downloadedBytes += bytes;
  }

  /** Checks again after the time that others wait for a client. */
  #watchRelief(): void {
    this.#reliefTimer = setTimeout(() => {
      if (this.isCrowded) this.#watchRelief();
      else this.#relieve();
    }, this.#context.limits.patienceMs);
  }

  #relieve(): void {
    clearTimeout(this.#reliefTimer);
    this.#relief?.resolve();
    this.#relief = undefined;
  }
}
