import type { ErrorBody } from "../../protocol/mod.ts";
import type { Door } from "../doors/door.ts";
import { Sniffer } from "../doors/sniffer.ts";
import { Connection, type ConnectionContext } from "../net/connection.ts";
import type { Wire } from "../net/wire.ts";
import type { Log } from "../observability/log.ts";

/** Most connections that are told why they are refused at a time; any more are just closed. */
const MAX_AT_ONCE = 100;

/** How long a refused connection may be silent, in ms, before it is told why all the same. */
const SILENCE_MS = 1_000;

/** Options of {@linkcode RefusedConnections}. */
export interface RefusedConnectionsOptions {
  /** What the connections share. */
  readonly context: ConnectionContext;
  /** The protocols there are, in the order in which they are asked; our own first. */
  readonly doors: readonly Door[];
  /** Who answers what none of them recognises. */
  readonly otherwise: Door;
  /** Takes what happens. */
  readonly log: Log;
  /** Serves what a full server still serves: it is judged by the clock from here on. */
  readonly serve: (connection: Connection, run: () => Promise<string>) => Promise<void>;
}

/** Tells those why that find no place: a bounded number of them, each within a second. */
export class RefusedConnections {
  readonly #options: RefusedConnectionsOptions;
  readonly #running = new Set<Promise<void>>();
  #maxAtOnce = MAX_AT_ONCE;

  /** Begins with none. */
  constructor(options: RefusedConnectionsOptions) {
    this.#options = options;
  }

  /** Whether as many are being told as may be. */
  get isBusy(): boolean {
    return this.#running.size >= this.#maxAtOnce;
  }

  /** Tells no more than so many at a time. */
  limitTo(maxAtOnce: number): void {
    this.#maxAtOnce = Math.min(this.#maxAtOnce, maxAtOnce);
  }

  /** Takes a connection, and says why it is refused, unless too many are being told already. */
  take(wire: Wire, why: ErrorBody): void {
    const { context, log } = this.#options;
    context.metrics.refuse(why.code);
    if (this.isBusy) return wire.close();
    const connection = new Connection(wire, context);
    log({ type: "refused", peer: connection.address, reason: why.message });
    this.watch(this.#turnAway(connection, why));
  }

  /** Counts something that ends soon, as the telling of a refusal does. */
  watch(end: Promise<void>): void {
    const watched = end.finally(() => this.#running.delete(watched));
    this.#running.add(watched);
  }

  /** Resolves once all have been told. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** Says why: in the client's own protocol if it says anything itself, else in ours. */
  async #turnAway(connection: Connection, why: ErrorBody): Promise<void> {
    const { doors, otherwise, serve } = this.#options;
    const { promise: silence, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, SILENCE_MS);
    try {
      const sniffed = await Promise.race([
        new Sniffer(connection, doors, otherwise).run(),
        silence,
      ]);
      if (sniffed?.door.serveRefused) {
        const { door, first } = sniffed;
        return await serve(connection, () => door.serveRefused!(connection, first, why));
      }
      connection.push((sniffed?.door ?? doors[0]!).refusal(why));
    } catch {
      // The client is gone.
    } finally {
      clearTimeout(timer);
    }
    await connection.end();
  }
}
