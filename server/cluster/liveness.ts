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
  readonly #now: () => number;
  readonly #heard = new Map<number, number>();
  /** When this server heard itself last. */
  #ownAt: number;
  /** Since when it can hear without a pause. */
  #since: number;
  /** When this server was last known to run. */
  #awakeAt: number;

  /**
   * Begins.
   *
   * @param now The time of a clock that nobody sets, in ms.
   */
  constructor(now: () => number) {
    this.#now = now;
    this.#ownAt = this.#since = this.#awakeAt = now();
  }

  /** Notes that another server has given a sign. */
  heard(server: number): void {
    this.#heard.set(server, this.#now());
  }

  /** Notes that this server runs; it hears nothing while it hangs. Call it a few times a second. */
  awake(): void {
    if (!this.#isAwake) this.couldNotHear();
    this.#awakeAt = this.#now();
  }

  /** Notes that this server hears itself. */
  heardOneself(): void {
    const now = this.#now();
    if (now - this.#ownAt > PAUSE_MS) this.#since = now;
    this.#ownAt = now;
  }

  /** Notes that until now nothing could be heard. */
  couldNotHear(): void {
    this.#since = this.#now();
  }

  /** Begins anew: everybody has the whole time again. */
  restart(): void {
    this.#heard.clear();
    this.#ownAt = this.#since = this.#now();
  }

  /** Forgets a server. */
  forget(server: number): void {
    this.#heard.delete(server);
  }

  /** Whether this server has not heard even itself for so long that others may take it for gone. */
  get isCutOff(): boolean {
    return this.#isPast(this.#ownAt);
  }

  /** Whether this server could hear for the whole time, and no server has given a sign. */
  get hearsNobody(): boolean {
    return this.#isAwake && this.#isPast(this.#since) &&
      this.#heard.values().every((at) => this.#isPast(at));
  }

  /**
   * Finds those who were silent for too long, while this server could hear. If it does not hear itself
   * either, it may be cut off, and finds nobody.
   *
   * @param servers Numbers of other servers.
   */
  silent(servers: readonly number[]): number[] {
    for (const each of servers) if (!this.#heard.has(each)) this.heard(each);
    if (this.#now() - this.#ownAt > PAUSE_MS) return [];
    return servers.filter((each) => this.#isPast(Math.max(this.#heard.get(each)!, this.#since)));
  }

  /** Whether this server did not hang just now, for longer than others are silent. */
  get #isAwake(): boolean {
    return this.#now() - this.#awakeAt <= SIGN_EVERY_MS;
  }

  /** Whether a lease from a time on is over. */
  #isPast(at: number): boolean {
    return this.#now() - at > LEASE_MS;
  }
}
