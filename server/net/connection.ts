import { type ErrorBody, OutboundQueue, writeAll } from "../../protocol/mod.ts";
import type { Limits } from "../admission/limits.ts";
import { originOf } from "../admission/origin.ts";
import type { PendingBudget } from "../admission/pending_budget.ts";
import type { WriteScheduler } from "../delivery/write_scheduler.ts";
import type { Metrics } from "../observability/metrics.ts";
import { formatAddress } from "./address.ts";
import { linger } from "./linger.ts";
import type { Occupant } from "./occupant.ts";
import { ReadAhead } from "./read_ahead.ts";
import { Relief } from "./relief.ts";
import type { Wire } from "./wire.ts";

/** How long the rest of a queue may take to leave when a connection ends, in ms. */
export const LINGER_MS = 2_000;

/** How long a client may leave a write unfinished, in ms, before what else it is due is copied. */
const STALLED_MS = 5_000;

/** Most bytes to read ahead of a client that is held back: our own client sends no more than 1 MiB. */
const MAX_UNREAD_BYTES = 4_194_304;

/** Shared by the connections of a server. */
export interface ConnectionContext {
  /** How much may wait to be sent. */
  readonly limits: Limits;
  /** The server's clock, in ms; only differences matter. */
  readonly clock: { readonly now: number };
  /** Counts what is sent. */
  readonly metrics: Metrics;
  /** Begins what is to be sent. */
  readonly writes: WriteScheduler;
  /** Limits the input that is held for all connections. */
  readonly pending: PendingBudget<Connection>;
}

/** One wire from accept to close: a bounded outbound queue, an orderly end, and progress to judge. */
export class Connection {
  /** The address or network that it counts for. */
  readonly origin: string;
  /** What is served on it; set by whoever does. */
  occupant?: Occupant;
  /** Why the server ends it, once it does: for the log. */
  ending?: string;
  /** When the read at hand began, by the server's clock; undefined while none is. */
  waitingSince?: number;
  /** How many bytes the last read gave. */
  lastCount = 0;
  /** How many bytes the client has taken. */
  taken = 0;
  readonly #wire: Wire;
  readonly #context: ConnectionContext;
  readonly #queue: OutboundQueue;
  /** When the oldest event happened that is queued; 0 if nothing is. */
  #oldestAt = 0;
  /** When the write at hand began; Infinity while none is. */
  #writingSince = Infinity;
  /** What makes a write past the queue fail. */
  #failWrite?: (error: Error) => void;
  /** What those wait for who have more to say. */
  #relief?: Relief;
  #closed = false;
  #readAhead?: ReadAhead;
  /** Bytes of input that are held, as the budget knows it. */
  #pendingBytes = 0;
  /** Whether to close without waiting for the client to close first. */
  #isHasty = false;

  /**
   * Takes over a wire.
   *
   * @param wire The wire. This object owns it from now on.
   * @param context What it shares with the others.
   */
  constructor(wire: Wire, context: ConnectionContext) {
    this.#wire = wire;
    this.origin = originOf(wire.remote.hostname);
    this.#context = context;
    this.#queue = new OutboundQueue({
      write: (bytes, onSome) => this.#flush(bytes, onSome),
      maxBytes: context.limits.maxQueueBytes,
      onOverflow: (bytes) => this.occupant?.overflow(bytes),
      onError: () => this.#broke(),
      onWritten: () => this.#relief && (this.isCrowded || this.#relieve()),
      schedule: context.writes.schedule,
    });
  }

  /** Where it comes from, as `IP:PORT`. */
  get address(): string {
    return formatAddress(this.#wire.remote);
  }

  /** Bytes that wait to be sent. */
  get queuedBytes(): number {
    return this.#queue.bytes;
  }

  /** Whether it is closed, whatever was queued. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Whether the client was found to have ended its stream while nobody read from it. */
  get hasHungUp(): boolean {
    return this.#readAhead?.hasEnded ?? false;
  }

  /**
   * Whether so much waits to be sent that others should pause. Never true for long of a client that
   * takes nothing: nobody waits for that one.
   */
  get isCrowded(): boolean {
    return !this.#closed && this.#queue.bytes > this.#context.limits.maxQueueBytes / 2 &&
      performance.now() - this.#writingSince < this.#context.limits.patienceMs;
  }

  /** Resolves once it is no longer crowded. */
  whenRelieved(): Promise<void> {
    if (!this.isCrowded) return Promise.resolve();
    const { patienceMs } = this.#context.limits;
    this.#relief ??= new Relief(patienceMs, () => this.isCrowded || this.#relieve());
    return this.#relief.promise;
  }

  /** Resolves once all that was queued has been written, or cannot be. */
  drained(): Promise<void> {
    return this.#queue.drained();
  }

  /** Reads some bytes; resolves to how many, or null once the client has ended its stream. */
  read(into: Uint8Array): Promise<number | null> {
    this.#countPending();
    this.waitingSince = this.#context.clock.now;
    const ahead = this.#readAhead;
    return (ahead ? ahead.take(into) : this.#wire.read(into)).then(this.#afterRead);
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

  /** Writes bytes past the queue: for a conversation that does not use it. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.#write(bytes);
  }

  /** Pipes raw bytes to the client, counts those it takes, and leaves the connection open. */
  async pipe(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    await stream.pipeTo(
      new WritableStream({ write: (bytes) => this.#write(bytes, (count) => this.#count(count)) }),
    );
  }

  /**
   * Lets go of memory that others share, if the client takes nothing; to be called every second. Not
   * at once: copying the queues of all, while a crowd comes in, would take more than it gives.
   */
  tidy(): void {
    if (performance.now() - this.#writingSince >= STALLED_MS) this.#queue.compact();
    if (this.waitingSince === undefined) this.#watchInput();
  }

  /**
   * Ends it because its client has sent more than the server can hold.
   *
   * @param why What to tell the client.
   */
  refuseInput(why: ErrorBody): void {
    if (this.ending !== undefined) return;
    this.#isHasty = true;
    this.#context.metrics.refuse(why.code);
    if (this.occupant) this.occupant.close(why);
    else this.destroy();
  }

  /** Drops what is queued, and ends with these bytes. */
  async cut(last: Uint8Array): Promise<void> {
    this.#queue.closeWith(last);
    await this.end();
  }

  /** Sends what is queued, then closes. A client that does not take it within 2 s is cut off. */
  async end(): Promise<void> {
    this.#queue.close();
    const deadline = setTimeout(() => this.destroy(), LINGER_MS);
    try {
      await this.#queue.drained();
      if (!this.#closed && !this.#isHasty) await linger(this.#wire);
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
    this.#countPending(0);
    this.#closed = true;
    this.#queue.abandon();
    this.#relieve();
    this.#wire.close();
    this.#failWrite?.(new Deno.errors.Interrupted("closed"));
  }

  readonly #afterRead = (count: number | null): number | null => {
    this.waitingSince = undefined;
    this.lastCount = count ?? 0;
    return count;
  };

  /** Watches a client that nobody reads from: whether it has gone, and how much it sends. */
  #watchInput(): void {
    const { occupant } = this;
    if (this.#closed || this.ending !== undefined || occupant?.stage !== "chat") return;
    this.#readAhead ??= new ReadAhead({
      read: (into) => this.#wire.read(into),
      onRead: () => this.#countUnread(),
      onError: () => this.#broke(),
    });
    this.#readAhead.start();
    // If its client is gone for good, the system says so at the next write.
    if (this.#readAhead.hasEnded) occupant.ping();
  }

  #countUnread(): void {
    this.#countPending();
    if (this.#readAhead!.bytes <= MAX_UNREAD_BYTES) return;
    const most = `${MAX_UNREAD_BYTES / 1_048_576} MiB`;
    this.refuseInput({ code: "too-fast", message: `You sent ${most} more than your rate allows` });
  }

  /** Notes how much input is held. */
  #countPending(
    bytes: number = (this.occupant?.pendingBytes ?? 0) + (this.#readAhead?.bytes ?? 0),
  ): void {
    if (bytes === this.#pendingBytes || this.#closed) return;
    if (bytes > 0 && this.ending !== undefined) return;
    this.#pendingBytes = bytes;
    this.#context.pending.set(this, this.origin, bytes);
  }

  async #flush(bytes: Uint8Array, onSome: (count: number) => void): Promise<void> {
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

  #broke(): void {
    this.destroy();
    this.occupant?.broke();
  }

  /** Writes all, or fails once the connection is destroyed: closing alone frees no write in Deno 2.4. */
  async #write(bytes: Uint8Array, onWritten?: (count: number) => void): Promise<void> {
    const { promise: destroyed, reject } = Promise.withResolvers<never>();
    this.#failWrite = reject;
    await Promise.race([destroyed, writeAll(this.#wire, bytes, onWritten)]);
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
