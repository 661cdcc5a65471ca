import type { ErrorBody } from "../../protocol/mod.ts";
import type { Limits } from "./limits.ts";
import { originOf, unmapped } from "./origin.ts";

/** Counts connections and refuses those over the limits. */
export class Doorkeeper {
  readonly #limits: Limits;
  /** Number of connections by origin. */
  readonly #inside = new Map<string, number>();
  #count = 0;

  /** Begins without connections. */
  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * Admits a connection, or says why not.
   *
   * @param address The IP address it comes from, without a port.
   * @returns Nothing if it is admitted. Then call {@linkcode Doorkeeper.leave | leave} when it
   * closes.
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

  /** Notes that an admitted connection has closed. */
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
