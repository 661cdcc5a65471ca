import type { Wire } from "../net/wire.ts";

/** Connections that are not served yet, as their origin opens too many at once. */
export class Arrivals {
  readonly #timers = new Map<Wire, ReturnType<typeof setTimeout>>();

  /** How many wait. */
  get size(): number {
    return this.#timers.size;
  }

  /**
   * Has a connection wait.
   *
   * @param ms How long.
   * @param begin Called then.
   */
  hold(wire: Wire, ms: number, begin: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(wire);
      begin();
    }, ms);
    this.#timers.set(wire, timer);
  }

  /** Gives up all that wait; returns them, to be closed. */
  giveUp(): Wire[] {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    const wires = [...this.#timers.keys()];
    this.#timers.clear();
    return wires;
  }
}
