import { parseTarget } from "./parse_target.ts";
import type { ServerWire } from "./server_wire.ts";
import { formatTarget, type Target } from "./target.ts";

/** Most servers that are remembered of those that a server tells of. */
const MAX_LEARNED = 64;

/** Options of {@linkcode ServerRing}. */
export interface ServerRingOptions {
  /** The servers that the user named: one at least. */
  readonly targets: readonly Target[];
  /** Makes what connects to a server; called once for each that is tried. */
  readonly dialerOf: (target: Target) => { dial(): Promise<ServerWire> };
}

/**
 * The servers of a room, which are tried in turn: those that the user named, and those that a server
 * tells of. An encrypted server is believed nothing: the others would have to be trusted in its place.
 */
export class ServerRing {
  readonly #options: ServerRingOptions;
  readonly #dialers = new Map<string, { dial(): Promise<ServerWire> }>();
  #learned: readonly Target[] = [];
  #current: Target;
  #isEncrypted = false;
  /** The servers that were tried since the client was greeted last. */
  readonly #tried = new Set<string>();

  /** Begins at the first server. */
  constructor(options: ServerRingOptions) {
    this.#options = options;
    this.#current = options.targets[0]!;
  }

  /** The server whose turn it is. */
  get current(): Target {
    return this.#current;
  }

  /** Connects to the server whose turn it is. */
  async dial(): Promise<ServerWire> {
    const place = formatTarget(this.#current);
    let dialer = this.#dialers.get(place);
    if (!dialer) this.#dialers.set(place, dialer = this.#options.dialerOf(this.#current));
    const wire = await dialer.dial();
    this.#isEncrypted = wire.fingerprint !== undefined;
    return wire;
  }

  /**
   * Notes that the server has greeted the client.
   *
   * @param servers The others of its room, as `HOST:PORT`; what is none of that is left out.
   */
  greeted(servers: readonly string[] = []): void {
    this.#tried.clear();
    if (this.#isEncrypted) return;
    this.#learned = servers.slice(0, MAX_LEARNED).flatMap((each) => parseTarget(each) ?? []);
  }

  /**
   * Turns to the next server.
   *
   * @returns Whether it is one that was not tried since the client was greeted last.
   */
  turn(): boolean {
    const places = this.#places();
    if (places.length === 1) return false;
    this.#tried.add(formatTarget(this.#current));
    const at = places.findIndex((each) => formatTarget(each) === formatTarget(this.#current));
    this.#current = places[(at + 1) % places.length]!;
    const isFresh = !this.#tried.has(formatTarget(this.#current));
    this.#tried.add(formatTarget(this.#current));
    return isFresh;
  }

  /** All servers, each once. */
  #places(): Target[] {
    const all = [...this.#options.targets, ...this.#learned, this.#current];
    return Array.from(new Map(all.map((each) => [formatTarget(each), each])).values());
  }
}
