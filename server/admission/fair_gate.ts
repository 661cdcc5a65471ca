import { TokenBucket } from "./token_bucket.ts";
import type { Wait } from "./wait.ts";

/** Somebody who waits at the gate. */
interface Waiting {
  readonly cost: number;
  /** Where its flow would be by now if all flows had been served in small steps by turns. */
  readonly finish: number;
  readonly resolve: () => void;
}

/**
 * Lets through so much at once and so much a second, exactly, and shares that among flows: whoever
 * wants little does not wait behind those who want much. (Start-time fair queueing: Goyal, Vin and
 * Cheng, 1996.)
 *
 * @example
 * ```ts
 * import { FairGate } from "./fair_gate.ts";
 *
 * const gate = new FairGate(1_000, 500, () => performance.now());
 * const flow = {};
 * gate.pass(flow, 500); // undefined: at once
 * const wait = gate.pass(flow, 100); // to be waited for: 0.1 s
 * wait?.cancel();
 * ```
 */
export class FairGate {
  readonly #bucket: TokenBucket;
  readonly #now: () => number;
  readonly #waiting = new Set<Waiting>();
  /** How far each flow has been served, or will be. */
  readonly #served = new WeakMap<object, number>();
  /** How far the flow is that was served last. */
  #virtual = 0;
  #timer?: ReturnType<typeof setTimeout>;

  /**
   * Makes an open gate.
   *
   * @param rate Cost let through each second, above 0.
   * @param burst Cost let through at once, above 0.
   * @param now The time, in ms; only differences matter.
   */
  constructor(rate: number, burst: number, now: () => number) {
    this.#now = now;
    this.#bucket = new TokenBucket(rate, burst, now());
  }

  /** Whether nobody waits, and all of the burst is there. */
  get isIdle(): boolean {
    return this.#waiting.size === 0 && this.#bucket.isFull(this.#now());
  }

  /**
   * Asks to pass.
   *
   * @param flow Who asks; those of one flow pass in order.
   * @param cost What it costs, 0 or more.
   * @returns What to wait for; nothing if it passes at once.
   */
  pass(flow: object, cost: number): Wait | undefined {
    if (this.#waiting.size === 0 && this.#bucket.canTake(this.#now(), cost)) {
      this.#bucket.take(this.#now(), cost);
      return undefined;
    }
    const finish = Math.max(this.#virtual, this.#served.get(flow) ?? 0) + cost;
    this.#served.set(flow, finish);
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const waiting = { cost, finish, resolve };
    this.#waiting.add(waiting);
    this.#schedule();
    return { done, cancel: () => this.#cancel(waiting) };
  }

  /** Takes what was spent without asking: those who come next wait for it. */
  spend(cost: number): void {
    this.#bucket.take(this.#now(), cost);
  }

  #cancel(waiting: Waiting): void {
    if (!this.#waiting.delete(waiting)) return;
    waiting.resolve();
    this.#schedule();
  }

  /** Waits until the next one may pass. */
  #schedule(): void {
    clearTimeout(this.#timer);
    const next = this.#next();
    if (!next) return;
    const ms = this.#bucket.msUntil(this.#now(), next.cost);
    this.#timer = setTimeout(() => this.#letThrough(), Math.ceil(ms));
  }

  #letThrough(): void {
    for (let next = this.#next(); next; next = this.#next()) {
      if (!this.#bucket.canTake(this.#now(), next.cost)) return this.#schedule();
      this.#bucket.take(this.#now(), next.cost);
      this.#virtual = Math.max(this.#virtual, next.finish - next.cost);
      this.#waiting.delete(next);
      next.resolve();
    }
  }

  /** Whoever would be done first. */
  #next(): Waiting | undefined {
    let first: Waiting | undefined;
    for (const each of this.#waiting) if (!first || each.finish < first.finish) first = each;
    return first;
  }
}
