import { COME_BACK_MS } from "../../protocol/mod.ts";
import { Visit } from "./visit.ts";

/** Most clients remembered while they are away; past it, the one that left first is forgotten. */
export const MAX_AWAY = 10_000;

/** Options of {@linkcode Visits}. */
export interface VisitsOptions {
  /** The time, in ms; only differences matter. */
  now: () => number;
  /** Makes a string that nobody can guess, another one at each call. */
  random: () => string;
  /** Told of each visit that is forgotten. */
  onForget: (visit: Visit) => void;
}

/**
 * The clients that are here, and those that left within the last two minutes without meaning to.
 */
export class Visits {
  readonly #options: VisitsOptions;
  readonly #bySecret = new Map<string, Visit>();
  /** When to forget each visit that is away, in order of leaving. */
  readonly #away = new Map<Visit, number>();

  /** Begins with nobody. */
  constructor(options: VisitsOptions) {
    this.#options = options;
  }

  /** Makes a visit, and the secret that it is found by. */
  open(): { visit: Visit; secret: string } {
    const secret = this.#options.random();
    const visit = new Visit(secret);
    this.#bySecret.set(secret, visit);
    return { visit, secret };
  }

  /** Finds a visit; nothing if the secret is wrong or two minutes have passed. */
  find(secret: string): Visit | undefined {
    this.tidy();
    const visit = this.#bySecret.get(secret);
    if (visit) this.#away.delete(visit);
    return visit;
  }

  /** Notes that a client's connection has ended. */
  leave(visit: Visit): void {
    this.tidy();
    this.#away.set(visit, this.#options.now() + COME_BACK_MS);
    if (this.#away.size <= MAX_AWAY) return;
    const [first] = this.#away.keys();
    this.forget(first!);
  }

  /** Makes a secret worth nothing. */
  forget(visit: Visit): void {
    this.#bySecret.delete(visit.secret);
    this.#away.delete(visit);
    this.#options.onForget(visit);
  }

  /** Forgets those whose two minutes have passed. */
  tidy(): void {
    const now = this.#options.now();
    for (const [visit, end] of this.#away) {
      if (end > now) return;
      this.forget(visit);
    }
  }
}
