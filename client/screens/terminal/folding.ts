import { printable } from "../../../protocol/mod.ts";
import type { About } from "../../session/line.ts";

/** How long after a message its sender counts as active, in ms. */
const LATELY_MS = 10 * 60_000;

/** Maximum number of names in the line. Others are counted. */
const MAX_NAMES = 5;

/** Most names remembered of those who spoke: a server could send them without end. */
const MAX_SPEAKERS = 10_000;

/** Most people that one line tells of. */
const MAX_FOLDED = 10_000;

/** Somebody came or went. */
export type Presence = Extract<About, { name: string }>;

/** Somebody sent a message. */
export type Spoken = Extract<About, { type: "message" }>;

/**
 * Combines the joins and leaves of inactive people into one line, which grows until something else
 * happens.
 */
export class Folding {
  readonly #spoke = new Map<string, number>();
  readonly #folded = new Map<string, string>();
  #time = 0;

  /** Time of the latest folded notice, in ms since 1970 UTC. */
  get time(): number {
    return this.#time;
  }

  /** The folded line; empty if there is nothing to show. */
  get text(): string {
    const groups = Map.groupBy(this.#folded.keys(), (name) => this.#folded.get(name)!);
    return Array.from(groups, ([what, names]) => sentence(names, what)).join(", ");
  }

  /** Notes that somebody sent a message. */
  spoken({ from, time }: Spoken): void {
    this.#spoke.delete(from);
    this.#spoke.set(from, time);
    for (const [name, last] of this.#spoke) {
      if (last >= time - LATELY_MS && this.#spoke.size <= MAX_SPEAKERS) return;
      this.#spoke.delete(name);
    }
  }

  /**
   * Adds a notice, if it may be folded.
   *
   * @returns Whether it was added.
   */
  take({ type, name, time }: Presence): boolean {
    if ((this.#spoke.get(name) ?? -Infinity) >= time - LATELY_MS) return false;
    const before = this.#folded.get(name);
    if (before === undefined && this.#folded.size >= MAX_FOLDED) return false;
    this.#folded.set(name, before === undefined ? `has ${type}` : AFTER[before]![type]);
    this.#time = time;
    return true;
  }

  /** Ends the line. The next notice begins another. */
  clear(): void {
    this.#folded.clear();
  }
}

/** The new state of somebody, from the old state and the next notice. */
const AFTER: Readonly<Record<string, Record<Presence["type"], string>>> = {
  "has joined": { joined: "has joined", left: "came and went" },
  "has left": { joined: "went and came back", left: "has left" },
  "came and went": { joined: "has joined", left: "came and went" },
  "went and came back": { joined: "went and came back", left: "has left" },
};

function sentence(names: readonly string[], what: string): string {
  const shown = names.slice(0, MAX_NAMES).map((name): string => printable(name));
  const others = names.length - shown.length;
  if (others > 0) shown.push(others === 1 ? "1 other" : `${others} others`);
  const last = shown.pop()!;
  const all = shown.length > 0 ? `${shown.join(", ")} and ${last}` : last;
  return `${all} ${names.length > 1 ? what.replace(/^has/, "have") : what}`;
}
