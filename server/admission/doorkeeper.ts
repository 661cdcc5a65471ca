import type { ErrorBody } from "../../protocol/mod.ts";
import type { Limits } from "./limits.ts";
import { originOf, unmapped } from "./origin.ts";

/** What share of all places is kept for origins that have none. */
const SHARE_FOR_NEW_ORIGINS = 1 / 10;

/** Why a connection is kept out. */
export interface Refusal extends ErrorBody {
  /** Whether it could come in if another one left. */
  readonly isForRoom: boolean;
}

/** Counts who is inside, and keeps out who would be too many. */
export class Doorkeeper {
  readonly #maxPerAddress: number;
  /** How many are inside, by origin. */
  readonly #inside = new Map<string, number>();
  #maxClients: number;
  #count = 0;

  /** Guards an empty room. */
  constructor({ maxClients, maxPerAddress }: Limits) {
    this.#maxClients = maxClients;
    this.#maxPerAddress = maxPerAddress;
  }

  /** Lets in no more than so many at a time, if that is less than it was told before. */
  limitTo(maxClients: number): void {
    this.#maxClients = Math.min(this.#maxClients, maxClients);
  }

  /**
   * Lets a connection in, or says why not. A tenth of all places is for origins that have none.
   *
   * @param address The IP address it comes from, without a port.
   * @returns Nothing, if it may stay: call {@linkcode Doorkeeper.leave | leave} when it goes.
   */
  admit(address: string): Refusal | undefined {
    const origin = originOf(address);
    const neighbours = this.#inside.get(origin) ?? 0;
    const refusal = this.#judge(address, origin, neighbours);
    if (refusal) return refusal;
    this.#inside.set(origin, neighbours + 1);
    this.#count++;
  }

  /** Notes that an admitted connection has gone. */
  leave(address: string): void {
    const origin = originOf(address);
    const others = this.#inside.get(origin)! - 1;
    if (others > 0) this.#inside.set(origin, others);
    else this.#inside.delete(origin);
    this.#count--;
  }

  #judge(address: string, origin: string, neighbours: number): Refusal | undefined {
    const free = this.#maxClients - this.#count;
    if (free <= 0) {
      return tooMany(`the server takes at most ${this.#maxClients}`, { isForRoom: true });
    }
    const kept = Math.floor(this.#maxClients * SHARE_FOR_NEW_ORIGINS);
    if (free <= kept && neighbours > 0) {
      const rule = `the server keeps its last ${kept} places for other addresses`;
      return tooMany(rule, { isForRoom: true });
    }
    const most = this.#maxPerAddress;
    if (most > 0 && neighbours >= most && !isLoopback(address)) {
      return tooMany(`the server takes at most ${most} from ${origin}`, { isForRoom: false });
    }
  }
}

function tooMany(rule: string, { isForRoom }: Pick<Refusal, "isForRoom">): Refusal {
  return { code: "too-many", message: `Too many connections: ${rule}`, isForRoom };
}

function isLoopback(address: string): boolean {
  return address === "::1" || unmapped(address).startsWith("127.");
}
