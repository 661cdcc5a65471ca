import type { Limits } from "./limits.ts";
import { TokenBucket } from "./token_bucket.ts";

/** Bytes that a request may hold for each token of the rate: 20 a second are 64 KiB/s. */
const BYTES_FOR_EACH = 3_277;

/**
 * How much larger the allowance of an origin is than that of a conversation: a whole class may
 * share one origin.
 */
const CONVERSATIONS_IN_ORIGIN = 10;

/** Bytes a second that a client is expected to read: what all together say stays below. */
const READER_BYTES_A_SECOND = 1_000_000;

/** Bytes of a message on the wire beside its text. */
const BESIDE_TEXT_BYTES = 90;

/** An allowance of requests and of bytes, each with a burst and a rate. */
class Allowance {
  readonly #requests: TokenBucket;
  readonly #bytes: TokenBucket;

  constructor(rate: number, burst: number, now: number) {
    this.#requests = new TokenBucket(rate, burst, now);
    this.#bytes = new TokenBucket(rate * BYTES_FOR_EACH, burst * BYTES_FOR_EACH, now);
  }

  /** Charges a request; returns how many ms to wait before it is carried out. */
  take(now: number, bytes: number): number {
    return Math.max(this.#requests.take(now), this.#bytes.take(now, bytes));
  }

  isFull(now: number): boolean {
    return this.#requests.isFull(now) && this.#bytes.isFull(now);
  }
}

/** The allowance of one conversation. A new connection of the same client continues it. */
export class ConversationRate {
  readonly #rates: Rates;
  readonly #own: Allowance;
  readonly #origin: string;
  #isSlowed = false;

  /** Creates a full allowance. Call {@linkcode Rates.conversation} instead. */
  constructor(rates: Rates, own: Allowance, origin: string) {
    this.#rates = rates;
    this.#own = own;
    this.#origin = origin;
  }

  /**
   * Charges a request to the conversation and to its origin.
   *
   * @param bytes How many bytes the request has.
   * @returns How many ms to wait before carrying it out, and whether to tell the client that it is
   * slowed down. It is told again only after its allowance was full.
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
 * Limits the rate of requests: for each conversation, for each origin, and for all messages to
 * everyone. Nothing is refused: a client over its rate is read more slowly.
 */
export class Rates {
  readonly #limits: Limits;
  readonly #origins = new Map<string, Allowance>();
  readonly #said: TokenBucket;

  /** Begins with full allowances. */
  constructor(limits: Limits) {
    this.#limits = limits;
    const { maxQueueBytes } = limits;
    this.#said = new TokenBucket(READER_BYTES_A_SECOND, maxQueueBytes / 2, performance.now());
  }

  /** Requests a second that a client may make. */
  get perSecond(): number {
    return this.#limits.rate;
  }

  /** Creates the allowance of a new conversation; undefined if there is no limit. */
  conversation(origin: string): ConversationRate | undefined {
    const { rate, burst } = this.#limits;
    if (rate === 0) return undefined;
    return new ConversationRate(this, new Allowance(rate, burst, performance.now()), origin);
  }

  /** Charges a request to its origin; returns how many ms to wait before carrying it out. */
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

  /** Forgets the origins whose allowance is full again. Call it about once a second. */
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
