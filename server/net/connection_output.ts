import { OutboundQueue, type OutboundQueueOptions, writeAll } from "../../protocol/mod.ts";
import type { Limits } from "../admission/limits.ts";
import type { WriteScheduler } from "../delivery/write_scheduler.ts";
import type { Metrics } from "../observability/metrics.ts";
import { Relief } from "./relief.ts";
import type { Wire } from "./wire.ts";

/** How long a client may leave a write unfinished, in ms, before what else it is due is copied. */
const STALLED_MS = 5_000;

/** Shared by what leaves on all connections of a server. */
export interface OutputContext {
  /** How much may wait to be sent. */
  readonly limits: Limits;
  /** Counts what is sent. */
  readonly metrics: Metrics;
  /** Begins what is to be sent. */
  readonly writes: WriteScheduler;
}

/** Whose bytes leave. */
export interface OutputOwner {
  /** Told once that too much waits. Is called from within a broadcast: must not wait. */
  overflow(bytes: number): void;
  /** Told once that a write has failed. */
  broke(): void;
}

/**
 * What leaves on one connection: a bounded queue, and how fast its client takes it. It takes the calls
 * of its queue itself: a function for each would be held for each client.
 */
export class ConnectionOutput implements OutboundQueueOptions {
  /** How many bytes the client has taken. */
  taken = 0;
  readonly #wire: Wire;
  readonly #context: OutputContext;
  readonly #owner: OutputOwner;
  readonly #queue: OutboundQueue;
  /** When the oldest event happened that is queued; 0 if nothing is. */
  #oldestAt = 0;
  /** When the write at hand began; Infinity while none is. */
  #writingSince = Infinity;
  /** What makes a write past the queue fail. */
  #failWrite?: (error: Error) => void;
  /** What those wait for who have more to say. */
  #relief?: Relief;
  #isAbandoned = false;

  /** Begins with nothing. */
  constructor(wire: Wire, context: OutputContext, owner: OutputOwner) {
    this.#wire = wire;
    this.#context = context;
    this.#owner = owner;
    this.#queue = new OutboundQueue(this);
  }

  /** Most bytes that may wait. */
  get maxBytes(): number {
    return this.#context.limits.maxQueueBytes;
  }

  /** Begins writes together with those to other clients. */
  get schedule(): (begin: () => void) => void {
    return this.#context.writes.schedule;
  }

  /** Bytes that wait to be sent. */
  get bytes(): number {
    return this.#queue.bytes;
  }

  /**
   * Whether so much waits to be sent that others should pause. Never true for long of a client that
   * takes nothing: nobody waits for that one.
   */
  get isCrowded(): boolean {
    return !this.#isAbandoned && this.#queue.bytes > this.maxBytes / 2 &&
      performance.now() - this.#writingSince < this.#context.limits.patienceMs;
  }

  /** Resolves once it is no longer crowded. */
  whenRelieved(): Promise<void> {
    if (!this.isCrowded) return Promise.resolve();
    const { patienceMs } = this.#context.limits;
    this.#relief ??= new Relief(patienceMs, () => this.onWritten());
    return this.#relief.promise;
  }

  /** Resolves once all that was queued has been written, or cannot be. */
  drained(): Promise<void> {
    return this.#queue.drained();
  }

  /**
   * Queues bytes; never waits and never fails.
   *
   * @param at When the event happened that they tell of, by `performance.now`.
   */
  push(bytes: Uint8Array, at: number = performance.now()): void {
    if (this.#oldestAt === 0) this.#oldestAt = at;
    this.#queue.push(bytes);
  }

  /** Writes what the queue gives. */
  async write(bytes: Uint8Array, onSome: (count: number) => void): Promise<void> {
    const oldestAt = this.#oldestAt;
    this.#oldestAt = 0;
    this.#writingSince = this.#context.writes.now;
    // Nearly always all of it, in one call: a promise less for each of a thousand clients.
    const count = await this.#wire.write(bytes);
    if (count < bytes.length) {
      onSome(count);
      await writeAll(this.#wire, bytes.subarray(count), onSome);
    }
    this.taken += bytes.length;
    this.#writingSince = Infinity;
    if (oldestAt > 0) this.#context.metrics.latency.observe((performance.now() - oldestAt) / 1000);
  }

  /** Takes note that too much waits. */
  onOverflow(bytes: number): void {
    this.#owner.overflow(bytes);
  }

  /** Takes note that a write has failed. */
  onError(): void {
    this.#owner.broke();
  }

  /** Lets those go on who wait for relief, if there is some. */
  onWritten(): void {
    if (this.#relief && !this.isCrowded) this.#relieve();
  }

  /**
   * Writes all bytes past the queue, or fails once it is abandoned: closing alone frees no write in
   * Deno 2.4.
   *
   * @param onSome Told how many bytes of each piece were written.
   */
  async writePast(bytes: Uint8Array, onSome?: (count: number) => void): Promise<void> {
    const { promise: abandoned, reject } = Promise.withResolvers<never>();
    this.#failWrite = reject;
    await Promise.race([abandoned, writeAll(this.#wire, bytes, onSome)]);
  }

  /** Pipes raw bytes to the client past the queue, and counts those it takes. */
  async pipe(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const write = (bytes: Uint8Array) => this.writePast(bytes, (count) => this.#count(count));
    await stream.pipeTo(new WritableStream({ write }));
  }

  /** Lets go of memory that others share, if the client takes nothing. */
  tidy(): void {
    if (performance.now() - this.#writingSince >= STALLED_MS) this.#queue.compact();
  }

  /** Takes nothing more. What is queued is still sent or, if there are last bytes, they alone. */
  close(last?: Uint8Array): void {
    if (last) this.#queue.closeWith(last);
    else this.#queue.close();
  }

  /** Drops all that is queued, and fails what is written past the queue. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#queue.abandon();
    this.#relieve();
    this.#failWrite?.(new Deno.errors.Interrupted("closed"));
  }

  #count(bytes: number): void {
    this.taken += bytes;
    this.#context.metrics.downloadedBytes += bytes;
  }

  #relieve(): void {
    this.#relief?.end();
    this.#relief = undefined;
  }
}
