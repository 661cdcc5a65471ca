import type { Limits } from "./limits.ts";
import { TokenBucket } from "./token_bucket.ts";

/** Bytes that a request may hold for each token of the rate: 20 a second are 64 KiB/s. */
const BYTES_FOR_EACH = 3_277;

/** How much larger the budget of an origin is than that of a conversation: a class shares one. */
const CONVERSATIONS_IN_ORIGIN = 10;

/** Bytes a second that a client is expected to read: what all together say stays below. */
const READER_BYTES_A_SECOND = 1_000_000;

/** What a message takes on the wire beside its text, in bytes. */
const BESIDE_TEXT_BYTES = 90;

/** What a client may ask of the server: so many requests and so many bytes, at once and a second. */
class Allowance {
  readonly #requests: TokenBucket;
  readonly #bytes: TokenBucket;

  constructor(rate: number, burst: number, now: number) {
    this.#requests = new TokenBucket(rate, burst, now);
    this.#bytes = new TokenBucket(rate * BYTES_FOR_EACH, burst * BYTES_FOR_EACH, now);
  }

  /** Takes a request; returns how many ms to wait before it is obeyed. */
  take(now: number, bytes: number): number {
    return Math.max(this.#requests.take(now), this.#bytes.take(now, bytes));
  }

  isFull(now: number): boolean {
    return this.#requests.isFull(now) && this.#bytes.isFull(now);
  }
}

/** The allowance of one conversation: a new connection of the same client goes on with it. */
export class ConversationRate {
  readonly #rates: Rates;
  readonly #own: Allowance;
  readonly #origin: string;
  #isSlowed = false;

  /** Begins with everything allowed; made by {@linkcode Rates.conversation}. */
  constructor(rates: Rates, own: Allowance, origin: string) {
    this.#rates = rates;
    this.#own = own;
    this.#origin = origin;
  }

  /**
   * Charges a request to the conversation and to its origin.
   *
   * @param bytes How many bytes the request has.
   * @returns How many ms to wait before it is obeyed, 0 for none; and whether the client is to be
   * told that it is slowed, which it is not again until its allowance was full.
   */
  charge(bytes: number): { ms: number; isNews: boolean } {
    const now = performance.now();
    if (this.#isSlowed && this.#own.isFull(now)) this.#isSlowed = false;
    const own = this.#own.take(now, bytes);
    const isNews = own > 0 && !this.#isSlowed;
    if (isNews) this.#isSlowed = true;
    return { ms: Math.max(own, this.#rates.charge(now, this.#origin, bytes)), isNews };
  }
}

/**
 * Bounds what clients may ask of the server: for each conversation, for each origin, and for what
 * all together say to the room. Nothing is refused: a client over its rate is read from later.
 */
export class Rates {
  readonly #limits: Limits;
  readonly #origins = new Map<string, Allowance>();
  readonly #said: TokenBucket;

  /** Begins with everything allowed. */
  constructor(limits: Limits) {
    this.#limits = limits;
    const { maxQueueBytes } = limits;
    this.#said = new TokenBucket(READER_BYTES_A_SECOND, maxQueueBytes / 2, performance.now());
  }

  /** How many requests a second a client may make. */
  get perSecond(): number {
    return this.#limits.rate;
  }

  /** Makes the allowance of a new conversation; nothing if there is no limit. */
  conversation(origin: string): ConversationRate | undefined {
    const { rate, burst } = this.#limits;
    if (rate === 0) return undefined;
    return new ConversationRate(this, new Allowance(rate, burst, performance.now()), origin);
  }

  /** Charges a request to its origin; returns how many ms to wait before it is obeyed. */
  charge(now: number, origin: string, bytes: number): number {
    return this.#originOf(origin, now).take(now, bytes);
  }

  /**
   * Charges what is said to everybody, so that a client which reads 1 MB/s is never cut for what
   * others say.
   *
   * @returns How many ms to wait before it is said.
   */
  chargeSaid(bytes: number): number {
    return this.#limits.rate === 0
      ? 0
      : this.#said.take(performance.now(), bytes + BESIDE_TEXT_BYTES);
  }

  /** Forgets the origins that have everything back; to be called every second or so. */
  tidy(): void {
    const now = performance.now();
    for (const [origin, allowance] of this.#origins) {
      if (allowance.isFull(now)) this.#origins.delete(origin);
    }
  }

  #originOf(origin: string, now: number): Allowance {
    let allowance = this.#origins.get(origin);
    if (!allowance) {
      const { rate, burst } = this.#limits;
      const [many, atOnce] = [CONVERSATIONS_IN_ORIGIN * rate, CONVERSATIONS_IN_ORIGIN * burst];
      this.#origins.set(origin, allowance = new Allowance(many, atOnce, now));
    }
    return allowance;
  }
}
