import type { ErrorBody } from "../../protocol/mod.ts";
import { originOf } from "../admission/origin.ts";
import type { PendingBudget } from "../admission/pending_budget.ts";
import { formatAddress } from "./address.ts";
import { linger } from "./linger.ts";
import type { Occupant } from "./occupant.ts";
import { ConnectionOutput, type OutputContext, type OutputOwner } from "./connection_output.ts";
import { ReadAhead } from "./read_ahead.ts";
import type { Wire } from "./wire.ts";

/** How long the rest of a queue may take to leave when a connection ends, in ms. */
export const LINGER_MS = 2_000;

/** Most bytes to read ahead of a client that is held back: our own client sends no more than 1 MiB. */
const MAX_UNREAD_BYTES = 4_194_304;

/** Shared by the connections of a server. */
export interface ConnectionContext extends OutputContext {
  /** The server's clock, in ms; only differences matter. */
  readonly clock: { readonly now: number };
  /** Limits the input that is held for all connections. */
  readonly pending: PendingBudget<Connection>;
}

/** One wire from accept to close: a bounded outbound queue, an orderly end, and progress to judge. */
export class Connection implements OutputOwner {
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
  readonly #wire: Wire;
  readonly #context: ConnectionContext;
  readonly #output: ConnectionOutput;
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
    this.#output = new ConnectionOutput(wire, context, this);
  }

  /** Where it comes from, as `IP:PORT`. */
  get address(): string {
    return formatAddress(this.#wire.remote);
  }

  /** Bytes that wait to be sent. */
  get queuedBytes(): number {
    return this.#output.bytes;
  }

  /** How many bytes the client has taken. */
  get taken(): number {
    return this.#output.taken;
  }

  /** Whether it is closed, whatever was queued. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Whether the client was found to have ended its stream while nobody read from it. */
  get hasHungUp(): boolean {
    return this.#readAhead?.hasEnded ?? false;
  }

  /** Whether so much waits to be sent that others should pause; see {@linkcode ConnectionOutput.isCrowded}. */
  get isCrowded(): boolean {
    return this.#output.isCrowded;
  }

  /** Resolves once it is no longer crowded. */
  whenRelieved(): Promise<void> {
    return this.#output.whenRelieved();
  }

  /** Resolves once all that was queued has been written, or cannot be. */
  drained(): Promise<void> {
    return this.#output.drained();
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
  push(bytes: Uint8Array, at?: number): void {
    this.#output.push(bytes, at);
  }

  /** Writes bytes past the queue: for a conversation that does not use it. */
  write(bytes: Uint8Array): Promise<void> {
    return this.#output.writePast(bytes);
  }

  /** Pipes raw bytes to the client, counts those it takes, and leaves the connection open. */
  pipe(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    return this.#output.pipe(stream);
  }

  /**
   * Lets go of memory that others share, if the client takes nothing; to be called every second. Not
   * at once: copying the queues of all, while a crowd comes in, would take more than it gives.
   */
  tidy(): void {
    this.#output.tidy();
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
    this.#output.close(last);
    await this.end();
  }

  /** Sends what is queued, then closes. A client that does not take it within 2 s is cut off. */
  async end(): Promise<void> {
    this.#output.close();
    const deadline = setTimeout(() => this.destroy(), LINGER_MS);
    try {
      await this.#output.drained();
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
    this.#wire.close();
    this.#output.abandon();
  }

  /** Tells whoever is served that too much waits to be sent. */
  overflow(bytes: number): void {
    this.occupant?.overflow(bytes);
  }

  /** Closes it, as reading or writing has failed. */
  broke(): void {
    this.destroy();
    this.occupant?.broke();
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
      onError: () => this.broke(),
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
}
