import type { Clock } from "./clock.ts";
import { type ConnectionEnd, isFinal } from "./connection_end.ts";

/** How often in a row a server may send nonsense before it is given up. */
const MAX_GARBLED = 5;

/** How long a connection has to last, in ms, to begin another row. */
const LASTING_MS = 60_000;

/** Codes of a server to which what it got made no sense. */
const GARBLED_CODES: ReadonlySet<string> = new Set(["malformed-packet", "frame-too-large"]);

/**
 * How far a server is trusted. One that has greeted the client speaks the protocol: if it does not
 * all of a sudden, something on the way is broken, and another connection may well work.
 */
export class Trust {
  readonly #clock: Clock;
  #greetedAt?: number;
  #garbled = 0;

  /** Begins without any. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes that the server has greeted the client. */
  greeted(): void {
    this.#greetedAt = this.#clock.now();
  }

  /** What the end of a connection means, by what is known of the server. */
  judge(end: ConnectionEnd): ConnectionEnd {
    return end.type === "foreign" && this.#greetedAt !== undefined ? { type: "garbled" } : end;
  }

  /** Whether a connection that was greeted ended in a way that another one would end too. */
  isLost(end: ConnectionEnd): boolean {
    if (!isGarbled(end)) return isFinal(end);
    if (this.#clock.now() - this.#greetedAt! >= LASTING_MS) this.#garbled = 0;
    return ++this.#garbled > MAX_GARBLED;
  }

  /** Whether another try to connect would end as this one did. */
  isFinal(end: ConnectionEnd): boolean {
    return !isGarbled(end) && isFinal(end);
  }
}

function isGarbled(end: ConnectionEnd): boolean {
  return end.type === "garbled" || (end.type === "closing" && GARBLED_CODES.has(end.error.code));
}
