import { FairGate } from "./fair_gate.ts";
import type { Limits } from "./limits.ts";
import { TokenBucket } from "./token_bucket.ts";
import type { Wait } from "./wait.ts";

/** Bytes that a request may hold for each token of the rate: 20 a second are 64 KiB/s. */
const BYTES_FOR_EACH = 3_277;

/** How much larger the budget of an origin is than that of a conversation: a class shares one. */
const CONVERSATIONS_IN_ORIGIN = 10;

/**
 * Bytes of answers that count as one byte of a request: a list of 100,000 files, page by page, is
 * what a client may ask for at once.
 */
const ANSWER_BYTES_FOR_EACH = 32;

/** Bytes a second that a client is expected to read: what all are told together stays below. */
const READER_BYTES_A_SECOND = 1_000_000;

/**
 * What is long and what is short have half of that each: a text of 65,535 characters takes the long
 * half for most of a second, and people who chat must not wait for it.
 */
const LANE_SHARE = 1 / 2;

/** What share of a reader's queue each half may fill at once. */
const QUEUE_SHARE = 1 / 8;

/** Most bytes of what is short. */
const SHORT_BYTES = 2_048;

/** What a notice takes on the wire beside a text, in bytes: less than this with most names. */
const BESIDE_TEXT_BYTES = 128;

/**
 * New connections of one origin: a class of 200 comes in within a second, each with files to
 * download; and those of two minutes are fewer than the clients that are remembered while away.
 */
const ARRIVALS = { aSecond: 60, atOnce: 500 } as const;

/** How long a new connection may be made to wait, in ms; one that would wait longer is refused. */
const MAX_ARRIVAL_MS = 5_000;

/** What the clients of one origin share. */
export interface OriginBudget {
  /** Limits their requests. */
  readonly gate: FairGate;
  /** Limits their new connections. */
  readonly arrivals: TokenBucket;
}

/** The allowance of one conversation: a new connection of the same client goes on with it. */
export class ConversationRate {
  readonly #rates: Rates;
  readonly #own: TokenBucket;
  readonly #origin: string;
  #isSlowed = false;

  /** Begins with everything allowed; made by {@linkcode Rates.conversation}. */
  constructor(rates: Rates, own: TokenBucket, origin: string) {
    this.#rates = rates;
    this.#own = own;
    this.#origin = origin;
  }

  /**
   * Charges a request to the conversation.
   *
   * @param bytes How many bytes the request has.
   * @returns How many ms to wait before it is charged to its origin, 0 for none; and whether the
   * client is to be told that it is slowed, which it is not again until its allowance was full.
   */
  charge(bytes: number): { ms: number; isNews: boolean } {
    const now = performance.now();
    if (this.#isSlowed && this.#own.isFull(now)) this.#isSlowed = false;
    const ms = this.#own.take(now, costOf(bytes));
    const isNews = ms > 0 && !this.#isSlowed;
    if (isNews) this.#isSlowed = true;
    return { ms, isNews };
  }

  /**
   * Charges a request to the origin, of which each conversation has an equal share.
   *
   * @returns What to wait for before it is obeyed, if anything.
   */
  chargeOrigin(bytes: number): Wait | undefined {
    return this.#rates.origin(this.#origin).gate.pass(this, costOf(bytes));
  }

  /**
   * Charges what all are told to the room, of which each origin has an equal share. So a client that
   * reads 1 MB/s is never cut for what others say.
   *
   * @param bytes How long the text is, as it was sent; 0 if they are told of a name.
   * @returns What to wait for before it is said, if anything.
   */
  chargeRoom(bytes: number): Wait | undefined {
    const cost = bytes + BESIDE_TEXT_BYTES;
    return this.#rates.lane(cost).pass(this.#rates.origin(this.#origin), cost);
  }

  /** Charges an answer, which has been given: the next request waits for it. */
  chargeAnswer(bytes: number): void {
    const cost = bytes / ANSWER_BYTES_FOR_EACH / BYTES_FOR_EACH;
    this.#own.take(performance.now(), cost);
    this.#rates.origin(this.#origin).gate.spend(cost);
  }
}

/**
 * Bounds what clients may ask of the server: for each conversation, for each origin, and for what
 * all together are told. Nothing is refused but new connections: a client over its rate is read from
 * later.
 */
export class Rates {
  readonly #short: FairGate;
  readonly #long: FairGate;
  readonly #limits: Limits;
  readonly #origins = new Map<string, OriginBudget>();

  /** Begins with everything allowed. */
  constructor(limits: Limits) {
    this.#limits = limits;
    const rate = READER_BYTES_A_SECOND * LANE_SHARE;
    const burst = limits.maxQueueBytes * QUEUE_SHARE;
    this.#short = new FairGate(rate, burst, () => performance.now());
    this.#long = new FairGate(rate, burst, () => performance.now());
  }

  /** How many requests a second a client may make. */
  get perSecond(): number {
    return this.#limits.rate;
  }

  /**
   * Makes the allowance of a new conversation; nothing if there is no limit.
   *
   * @param times How many times as much as a guest it may ask for, above 0.
   */
  conversation(origin: string, times: number = 1): ConversationRate | undefined {
    const { rate, burst } = this.#limits;
    if (rate === 0) return undefined;
    const own = new TokenBucket(times * rate, times * burst, performance.now());
    return new ConversationRate(this, own, origin);
  }

  /**
   * Charges a new connection to its origin.
   *
   * @returns How many ms to wait before it is served; Infinity if it had better be refused.
   */
  arrive(origin: string): number {
    if (this.#limits.rate === 0) return 0;
    const now = performance.now();
    const { arrivals } = this.origin(origin);
    const ms = arrivals.msUntil(now, 1);
    if (ms > MAX_ARRIVAL_MS) return Infinity;
    return arrivals.take(now);
  }

  /** Where what all are told has to pass, by how many bytes it has. */
  lane(bytes: number): FairGate {
    return bytes <= SHORT_BYTES ? this.#short : this.#long;
  }

  /** What the clients of an origin have in common. */
  origin(name: string): OriginBudget {
    let origin = this.#origins.get(name);
    if (!origin) {
      const { rate, burst } = this.#limits;
      const [many, atOnce] = [CONVERSATIONS_IN_ORIGIN * rate, CONVERSATIONS_IN_ORIGIN * burst];
      const gate = new FairGate(many, atOnce, () => performance.now());
      const arrivals = new TokenBucket(ARRIVALS.aSecond, ARRIVALS.atOnce, performance.now());
      this.#origins.set(name, origin = { gate, arrivals });
    }
    return origin;
  }

  /** Forgets the origins that have everything back; to be called every second or so. */
  tidy(): void {
    const now = performance.now();
    for (const [name, { gate, arrivals }] of this.#origins) {
      if (gate.isIdle && arrivals.isFull(now)) this.#origins.delete(name);
    }
  }
}

/** What a request costs, in tokens of the rate. */
function costOf(bytes: number): number {
  return Math.max(1, bytes / BYTES_FOR_EACH);
}
