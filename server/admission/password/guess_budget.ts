import { TokenBucket } from "../token_bucket.ts";

/** Wrong passwords a minute from one address or network. */
const PER_ORIGIN = 5;

/** Wrong passwords a minute from all together. */
const IN_ALL = 60;

/** The longest that wrong passwords from one's own address, and from others, make one wait, in ms. */
const MAX_WAIT_MS = 60_000;
const MAX_WAIT_FOR_OTHERS_MS = 5_000;

const MINUTE_S = 60;

/** A turn to try a password: taken when it begins, given back if it was no wrong guess. */
export interface GuessTurn {
  /** How many ms to wait before anything is computed. */
  readonly ms: number;
  /** Gives the turn back: the password was right, or nobody waited until the turn came. */
  giveBack(): void;
}

/**
 * Bounds how often passwords may be guessed. Nobody is refused: who is over the rate waits. Guesses
 * of an address make others at that address wait for a minute at most, and everybody else for 5 s.
 */
export class GuessBudget {
  readonly #now: () => number;
  readonly #inAll: TokenBucket;
  readonly #origins = new Map<string, TokenBucket>();

  /**
   * Begins with everything allowed.
   *
   * @param now The time, in ms; only differences matter.
   */
  constructor(now: () => number) {
    this.#now = now;
    this.#inAll = new TokenBucket(IN_ALL / MINUTE_S, IN_ALL, now());
  }

  /** Takes a turn for a client of this address or network. */
  take(origin: string): GuessTurn {
    const now = this.#now();
    this.#tidy(now);
    const own = this.#originOf(origin, now);
    const ms = Math.max(
      takeUpTo(own, now, MAX_WAIT_MS),
      takeUpTo(this.#inAll, now, MAX_WAIT_FOR_OTHERS_MS),
    );
    let isTaken = true;
    return {
      ms,
      giveBack: () => {
        if (!isTaken) return;
        isTaken = false;
        own.take(this.#now(), -1);
        this.#inAll.take(this.#now(), -1);
      },
    };
  }

  #originOf(origin: string, now: number): TokenBucket {
    let bucket = this.#origins.get(origin);
    if (!bucket) {
      bucket = new TokenBucket(PER_ORIGIN / MINUTE_S, PER_ORIGIN, now);
      this.#origins.set(origin, bucket);
    }
    return bucket;
  }

  /** Forgets the origins that have everything back. */
  #tidy(now: number): void {
    for (const [origin, bucket] of this.#origins) {
      if (bucket.isFull(now)) this.#origins.delete(origin);
      else return; // The rest is younger, so that most calls look at one.
    }
  }
}

/** What is past the bound is not owed: a flood of guesses must not close the room for hours. */
function takeUpTo(bucket: TokenBucket, now: number, maxMs: number): number {
  const ms = bucket.take(now);
  if (ms <= maxMs) return ms;
  bucket.take(now, -1);
  return maxMs;
}
