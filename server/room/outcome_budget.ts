import type { Result } from "../../protocol/mod.ts";
import type { RequestKey } from "./events.ts";
import type { Outcomes } from "./outcomes.ts";

/** Maximum number of requests remembered for all clients together: about 32 bytes each. */
export const MAX_OUTCOMES_IN_ALL = 1_048_576;

/**
 * Limits the requests remembered for all clients together. The client with most loses half of its
 * own first.
 */
export class OutcomeBudget {
  readonly #max: number;
  readonly #all = new Set<Outcomes>();
  #total = 0;

  /**
   * Begins with nothing remembered.
   *
   * @param max Maximum number of requests to remember.
   */
  constructor(max: number = MAX_OUTCOMES_IN_ALL) {
    this.#max = max;
  }

  /** Notes that a request was carried out; see {@linkcode Outcomes.note}. */
  note(outcomes: Outcomes, key: RequestKey, ok?: Result): void {
    this.#change(outcomes, () => outcomes.note(key, ok));
    this.#all.add(outcomes);
    while (this.#total > this.#max) this.#halveLargest();
  }

  /** Stops counting the requests of a client that is forgotten. */
  remove(outcomes: Outcomes): void {
    if (this.#all.delete(outcomes)) this.#total -= outcomes.size;
  }

  #halveLargest(): void {
    let largest: Outcomes | undefined;
    for (const each of this.#all) if (each.size > (largest?.size ?? 0)) largest = each;
    this.#change(largest!, () => largest!.halve());
  }

  #change(outcomes: Outcomes, change: () => void): void {
    const before = outcomes.size;
    change();
    this.#total += outcomes.size - before;
  }
}
