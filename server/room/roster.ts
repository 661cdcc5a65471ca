import { checkName, MAX_NAME_UNITS, ProtocolError } from "../../protocol/mod.ts";
import type { Member } from "./member.ts";

/**
 * Who has which name.
 *
 * Those with a name have places, in the order in which they took their first name. A change of name
 * keeps the place, and so does a change of connection. A name can be held for a member that is away:
 * then nobody else can take it, and the member is not among those that are here.
 */
export class Roster {
  readonly #here = new Set<Member>();
  readonly #byName = new Map<string, Member>();
  #places = 0;

  /** How many with a name are here. */
  get size(): number {
    return this.#here.size;
  }

  /** The names of those that are here, in order of arrival. */
  names(): string[] {
    return Array.from(this.#here).sort((a, b) => a.place! - b.place!).map(({ name }) => name!);
  }

  /**
   * Finds out whether a member may take a name.
   *
   * @returns The name in its one form.
   * @throws {ProtocolError} `name-bad` or `name-taken`.
   */
  check(wanted: string, member?: Member): string {
    const name = checkName(wanted);
    const owner = this.#byName.get(name);
    if (!owner || owner === member) return name;
    const held = owner.connection === undefined ? ": its owner may still come back" : "";
    throw new ProtocolError("name-taken", `The name ${name} is taken${held}`);
  }

  /** Whether nobody has a name or has it held. */
  isFree(name: string): boolean {
    return !this.#byName.has(name);
  }

  /** Gives a member that is here a name, in place of the one it has, if any. */
  take(member: Member, name: string): void {
    if (member.name !== undefined) this.#byName.delete(member.name);
    member.name = name;
    member.wasNamed = true;
    member.place ??= ++this.#places;
    this.#byName.set(name, member);
    this.#here.add(member);
  }

  /** Takes a member's name away, if it has one. */
  release(member: Member): void {
    if (member.name === undefined) return;
    this.#byName.delete(member.name);
    this.#here.delete(member);
    member.name = undefined;
    member.place = undefined;
  }

  /** Notes that a member is away, and that its name is held for it. */
  hold(member: Member): void {
    this.#here.delete(member);
  }

  /** Notes that a member is back whose name was held. */
  takeBack(member: Member): void {
    this.#here.add(member);
  }

  /**
   * Finds who has a name.
   *
   * @param name In any normalization form; at most {@linkcode MAX_NAME_UNITS} UTF-16 units are
   * looked at.
   * @returns A member that is here, or one that is away and has its name held.
   * @throws {ProtocolError} `no-such-user` if nobody has this name.
   */
  find(name: string): Member {
    const known = name.length <= MAX_NAME_UNITS && this.#byName.get(name.normalize("NFC"));
    if (known) return known;
    throw new ProtocolError("no-such-user", `Nobody here is called ${name}`);
  }
}
