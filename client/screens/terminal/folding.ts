import { printable } from "../../../protocol/mod.ts";
import type { About } from "../../session/line.ts";

/** How long somebody who spoke counts as part of the conversation, in ms. */
const LATELY_MS = 10 * 60_000;

/** Most names in the line; the others are counted. */
const MAX_NAMES = 5;

/** Somebody came or went. */
export type Presence = Extract<About, { name: string }>;

/** Somebody spoke. */
export type Spoken = Extract<About, { type: "message" }>;

/**
 * Folds the comings and goings of people who did not speak lately into one line, which grows while
 * nothing else happens.
 */
export class Folding {
  readonly #spoke = new Map<string, number>();
  readonly #folded = new Map<string, string>();
  #time = 0;

  /** When the latest of the folded notices came, in ms since 1970 UTC. */
  get time(): number {
    return this.#time;
  }

  /** The folded line; empty if there is nothing to show. */
  get text(): string {
    const groups = Map.groupBy(this.#folded.keys(), (name) => this.#folded.get(name)!);
    return Array.from(groups, ([what, names]) => sentence(names, what)).join(", ");
  }

  /** Takes note that somebody spoke. */
  spoken({ from, time }: Spoken): void {
    this.#spoke.delete(from);
    this.#spoke.set(from, time);
    for (const [name, last] of this.#spoke) {
      if (last >= time - LATELY_MS) return;
      this.#spoke.delete(name);
    }
  }

  /**
   * Takes a notice, if it may be folded.
   *
   * @returns Whether it was taken.
   */
  take({ type, name, time }: Presence): boolean {
    if ((this.#spoke.get(name) ?? -Infinity) >= time - LATELY_MS) return false;
    const before = this.#folded.get(name);
    this.#folded.set(name, before === undefined ? `has ${type}` : AFTER[before]![type]);
    this.#time = time;
    return true;
  }

  /** Ends the line; what comes next begins another. */
  clear(): void {
    this.#folded.clear();
  }
}

/** What has become of somebody of whom this was true, by what happened next. */
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
