import type { SimulatedProcess } from "./simulated_time.ts";

/** Something that happens at a time. */
export interface Entry {
  /** When, in ms. */
  readonly at: number;
  /** Of those at the same time, the lower comes first. */
  readonly order: number;
  /** Where it happens; nowhere in particular if that is missing. */
  readonly process?: SimulatedProcess;
  readonly happen: () => void;
}

/** What is to happen, the next first: a binary heap. */
export class Agenda {
  readonly #entries: Entry[] = [];

  /** What is next. */
  get next(): Entry | undefined {
    return this.#entries[0];
  }

  /** Adds an entry. */
  add(entry: Entry): void {
    const entries = this.#entries;
    let at = entries.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(entry, entries[above]!)) break;
      entries[at] = entries[above]!;
      at = above;
    }
    entries[at] = entry;
  }

  /** Takes what is next; there has to be something. */
  take(): Entry {
    const entries = this.#entries;
    const first = entries[0]!;
    const last = entries.pop()!;
    if (entries.length > 0) this.#sink(last);
    return first;
  }

  /** Finds the place of an entry from the top down. */
  #sink(entry: Entry): void {
    const entries = this.#entries;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= entries.length) break;
      if (below + 1 < entries.length && isBefore(entries[below + 1]!, entries[below]!)) below++;
      if (!isBefore(entries[below]!, entry)) break;
      entries[at] = entries[below]!;
      at = below;
    }
    entries[at] = entry;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || a.at === b.at && a.order < b.order;
}
