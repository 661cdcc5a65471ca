import type { ClientEvent } from "../../session/events.ts";

/** Most UTF-16 units of a visit's id; a longer one counts as none. */
const MAX_ID_UNITS = 200;

/** Most names remembered; a server could send them without end. */
const MAX_NAMES = 10_000;

/** Who has been heard of and is here, as far as is known, with the ids of their visits. */
export class Acquaintances {
  /** The least recent first. */
  readonly #visits = new Map<string, string | undefined>();

  /** Puts names in order: those heard of first, the most recent one first. */
  byRecency(names: readonly string[]): string[] {
    const rest = new Set(names);
    const recent = [...this.#visits.keys()].reverse().filter((name) => rest.delete(name));
    return [...recent, ...rest];
  }

  /** The id of the visit of whoever has a name, if it is known. */
  visitOf(name: string): string | undefined {
    return this.#visits.get(name);
  }

  /** Notes that somebody has been heard of. */
  heard(name: string, by?: string): void {
    const visit = visitOf(by) ?? this.#visits.get(name);
    this.#visits.delete(name);
    this.#visits.set(name, visit);
    if (this.#visits.size <= MAX_NAMES) return;
    const [oldest] = this.#visits.keys();
    this.#visits.delete(oldest!);
  }

  /** Takes note of who comes, goes, speaks or changes a name. */
  follow(event: ClientEvent): void {
    switch (event.type) {
      case "message":
        return this.heard(event.from, event.by);
      case "joined":
        this.#visits.delete(event.name);
        return this.heard(event.name, event.by);
      case "left":
        return void this.#visits.delete(event.name);
      case "renamed": {
        const visit = visitOf(event.by) ?? this.#visits.get(event.from);
        this.#visits.delete(event.from);
        return this.heard(event.to, visit);
      }
      case "back":
        if (event.isNewVisit) {
          for (const name of this.#visits.keys()) this.#visits.set(name, undefined);
        }
    }
  }
}

/** The id of a visit, if there is one that can be used. */
export function visitOf(by: string | undefined): string | undefined {
  return by !== undefined && by.length <= MAX_ID_UNITS ? by : undefined;
}
