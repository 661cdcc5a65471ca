import type { ErrorBody } from "../../protocol/mod.ts";
import type { Limits } from "./limits.ts";
import { originOf, unmapped } from "./origin.ts";

/** Counts who is inside, and keeps out who would be too many. */
export class Doorkeeper {
  readonly #limits: Limits;
  /** How many are inside, by origin. */
  readonly #inside = new Map<string, number>();
  #count = 0;

  /** Guards an empty room. */
  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * Lets a connection in, or says why not.
   *
   * @param address The IP address it comes from, without a port.
   * @returns Nothing, if it may stay: call {@linkcode Doorkeeper.leave | leave} when it goes.
   */
  admit(address: string): ErrorBody | undefined {
    const { maxClients, maxPerAddress } = this.#limits;
    if (this.#count >= maxClients) return tooMany(`the server takes at most ${maxClients}`);
    const origin = originOf(address);
    const neighbours = this.#inside.get(origin) ?? 0;
    if (maxPerAddress > 0 && neighbours >= maxPerAddress && !isLoopback(address)) {
      return tooMany(`the server takes at most ${maxPerAddress} from ${origin}`);
    }
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
}

function tooMany(rule: string): ErrorBody {
  return { code: "too-many", message: `Too many connections: ${rule}` };
}

function isLoopback(address: string): boolean {
  return address === "::1" || unmapped(address).startsWith("127.");
}
