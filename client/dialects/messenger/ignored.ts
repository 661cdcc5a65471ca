import type { ClientEvent } from "../../session/events.ts";
import { Bond } from "./bond.ts";

/** Whose messages are kept from the user. */
export class Ignored {
  readonly #bonds = new Map<string, Bond>();

  /** The names of those who are ignored. */
  get names(): string[] {
    return Array.from(this.#bonds.values(), ({ name }) => name);
  }

  /**
   * Begins to ignore somebody.
   *
   * @param name In its normal form.
   * @param visit The id of their visit, if it is known.
   */
  add(name: string, visit: string | undefined): void {
    this.#bonds.set(name, new Bond(name, visit));
  }

  /**
   * Ends to ignore somebody.
   *
   * @param name The name they have now.
   * @returns Whether they were ignored.
   */
  delete(name: string): boolean {
    const found = [...this.#bonds].find(([, bond]) => bond.name === name);
    return found !== undefined && this.#bonds.delete(found[0]);
  }

  /** Tells whether a message is to be kept from the user. */
  hides(name: string, by: string | undefined): boolean {
    return this.#bonds.values().some((bond) => bond.means(name, by));
  }

  /**
   * Takes note of what happens to them. Who has left is ignored by the chosen name again, as are all
   * once the server has begun anew.
   */
  follow(event: ClientEvent): void {
    for (const [chosen, bond] of this.#bonds) {
      bond.follow(event);
      const isNew = event.type === "back" && event.isNewVisit;
      if (isNew || (event.type === "left" && bond.hasLeft)) {
        this.#bonds.set(chosen, new Bond(chosen));
      }
    }
  }
}
