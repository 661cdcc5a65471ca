/** How often a server says that it is there, in ms. */
export const SIGN_EVERY_MS = 3_000;

/** How long a server may be silent before the others take it for gone, in ms. */
export const LEASE_MS = 10_000;

/** A silence after which this server itself was cut off, in ms: two signs are missing. */
const PAUSE_MS = 2 * SIGN_EVERY_MS + 1_000;

/**
 * Which servers are there, by the signs that each gives, and whether this server hears them: it hears
 * its own as well.
 */
export class Liveness {
  readonly #heard = new Map<number, number>();
  /** When this server heard itself last. */
  #ownAt: number;
  /** Since when it has heard itself without a pause. */
  #since: number;

  /**
   * Begins.
   *
   * @param now The time of a clock that nobody sets, in ms.
   */
  constructor(now: number) {
    this.#ownAt = now;
    this.#since = now;
  }

  /** Notes that a server has given a sign. */
  heard(server: number, now: number): void {
    this.#heard.set(server, now);
  }

  /** Notes that this server hears itself. */
  heardOneself(now: number): void {
    if (now - this.#ownAt > PAUSE_MS) this.#since = now;
    this.#ownAt = now;
  }

  /** Begins anew: everybody has the whole time again. */
  restart(now: number): void {
    this.#heard.clear();
    this.#ownAt = now;
    this.#since = now;
  }

  /** Whether this server has not heard even itself for so long that others may take it for gone. */
  isCutOff(now: number): boolean {
    return now - this.#ownAt > LEASE_MS;
  }

  /** Whether any of these servers has given a sign lately. */
  hearsAnybody(now: number): boolean {
    return this.#heard.values().some((at) => now - at <= LEASE_MS);
  }

  /** Those of these servers that were silent for too long, while this server could hear. */
  silent(servers: readonly number[], now: number): number[] {
    for (const each of servers) if (!this.#heard.has(each)) this.#heard.set(each, now);
    return servers.filter((each) => now - Math.max(this.#heard.get(each)!, this.#since) > LEASE_MS);
  }

  /** Forgets a server. */
  forget(server: number): void {
    this.#heard.delete(server);
  }
}
