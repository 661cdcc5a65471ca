import { ProtocolError } from "../../protocol/mod.ts";

/** Somebody who may not come in. */
export interface Ban {
  /** The name or the address that the operator typed. */
  readonly whom: string;
  /** What names that are banned look like; none if only an address is. */
  readonly looks: readonly string[];
  /** The address or network that is banned; undefined if only a name is. */
  readonly origin?: string;
  /** When it ends, in ms; Infinity if it does not. */
  readonly until: number;
}

/** Who may not come in, by name and by address. Forgotten with the process. */
export class Bans {
  readonly #now: () => number;
  #bans: Ban[] = [];

  /**
   * Begins with none.
   *
   * @param now The time, in ms; only differences matter.
   */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Bans somebody, in place of an earlier ban of the same. */
  add(ban: Ban): void {
    this.lift(ban.whom);
    this.#bans.push(ban);
  }

  /**
   * Lifts bans.
   *
   * @param whom A name or an address, as it was typed or as it is listed.
   * @returns Whether there was one.
   */
  lift(whom: string): boolean {
    const before = this.list();
    this.#bans = before.filter((ban) => ban.whom !== whom && ban.origin !== whom);
    return this.#bans.length < before.length;
  }

  /** Those that hold, the oldest first. */
  list(): Ban[] {
    const now = this.#now();
    return this.#bans = this.#bans.filter(({ until }) => until > now);
  }

  /**
   * Checks that somebody may come in, or take a name.
   *
   * @param origin The address or network that counts for the client.
   * @param looksOf Tells what the name looks like that it wants, if any. Not called without bans.
   * @throws {ProtocolError} `banned`.
   */
  check(origin: string, looksOf: () => readonly string[]): void {
    if (this.#bans.length === 0) return;
    const looks = looksOf();
    const ban = this.list().find((each) =>
      each.origin === origin || each.looks.some((look) => looks.includes(look))
    );
    if (!ban) return;
    const minutes = Math.ceil((ban.until - this.#now()) / 60_000);
    const how = minutes === Infinity ? "" : ` for ${minutes} min`;
    throw new ProtocolError("banned", `The operator does not let you in${how}`);
  }
}
