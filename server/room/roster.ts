import { checkNotReserved, type Name, ProtocolError } from "../../protocol/mod.ts";
import type { Member } from "./member.ts";
import { asciiSkeleton, looksOf, type SkeletonOf } from "./skeleton.ts";

/**
 * The names of the members.
 *
 * Members with a name are in the order in which they took their first name. A change of name or
 * connection keeps their place. A name can be held for a member that is away: then nobody else can
 * take it, and the member is not listed.
 */
export class Roster {
  /** Whether names that look like one in use are refused. */
  isStrict = false;
  readonly #skeletonOf: SkeletonOf;
  /** Who has a name that looks like this: nearly always one. */
  readonly #byLook = new Map<string, Member | Set<Member>>();
  /** What the members' names look like. */
  readonly #looks = new Map<Member, readonly string[]>();
  readonly #here = new Set<Member>();
  readonly #byName = new Map<Name, Member>();
  /** How many places in the order of arrival were given. */
  places = 0;
  /** The names in order, until one changes: who is here is asked more often than it changes. */
  #names?: Name[];

  /**
   * Begins with no names.
   *
   * @param skeletonOf Tells which names look the same.
   */
  constructor(skeletonOf: SkeletonOf = asciiSkeleton) {
    this.#skeletonOf = skeletonOf;
  }

  /** Number of members with a name that are here. */
  get size(): number {
    return this.#here.size;
  }

  /** The names of the members that are here, in order of arrival. */
  names(): readonly Name[] {
    return this.#names ??= Array.from(this.#here).sort((a, b) => a.place! - b.place!)
      .map(({ name }) => name!);
  }

  /**
   * Checks whether a member may take a name.
   *
   * @throws {ProtocolError} `name-taken` if another member has it, or has it held; `name-bad` if it
   * is reserved.
   */
  check(name: Name, member?: Member): void {
    checkNotReserved(name);
    this.checkOwner(name, member);
    if (this.isFree(name)) this.#checkLook(name, member);
  }

  /**
   * Checks that no other member has a name, or has it held. What the name looks like does not matter.
   *
   * @throws {ProtocolError} `name-taken` if one has.
   */
  checkOwner(name: Name, member?: Member): void {
    const owner = this.#byName.get(name);
    if (!owner || owner === member) return;
    const held = owner.connection === undefined ? ": its owner may still come back" : "";
    throw new ProtocolError("name-taken", `The name ${name} is taken${held}`);
  }

  /**
   * Finds a name in use that another one only looks like, or from which it differs only in case or
   * width.
   *
   * @param member Who is to take the name; its own name does not count.
   */
  likeOf(name: Name, member?: Member): Name | undefined {
    for (const look of looksOf(name, this.#skeletonOf)) {
      for (const other of this.#thoseOf(look)) {
        if (other !== member && other.name !== name) return other.name;
      }
    }
  }

  /** Whether a name is free: nobody has it, and it is not held. */
  isFree(name: Name): boolean {
    return !this.#byName.has(name);
  }

  /** Whether a name is held for a member that is away. */
  isHeld(name: Name): boolean {
    const member = this.#byName.get(name);
    return member !== undefined && member.connection === undefined;
  }

  /** Gives a member that is here a name, in place of its current one. */
  take(member: Member, name: Name): void {
    this.#names = undefined;
    if (member.name !== undefined) this.#byName.delete(member.name);
    this.#unlook(member);
    member.name = name;
    this.#look(member, name);
    member.wasNamed = true;
    member.place ??= ++this.places;
    this.#byName.set(name, member);
    this.#here.add(member);
  }

  /** Frees a member's name, if it has one. */
  release(member: Member): void {
    if (member.name === undefined) return;
    this.#names = undefined;
    this.#byName.delete(member.name);
    this.#unlook(member);
    this.#here.delete(member);
    member.name = undefined;
    member.place = undefined;
    member.cameAt = undefined;
  }

  /** Notes that a member is away, and that its name is held for it. */
  hold(member: Member): void {
    this.#names = undefined;
    this.#here.delete(member);
  }

  /** Notes that a member whose name was held is back. */
  takeBack(member: Member): void {
    this.#names = undefined;
    this.#here.add(member);
  }

  /**
   * Finds the member with a name.
   *
   * @returns A member that is here, or one that is away and has its name held.
   * @throws {ProtocolError} `no-such-user` if nobody has this name.
   */
  find(name: Name): Member {
    const known = this.#byName.get(name);
    if (known) return known;
    throw new ProtocolError("no-such-user", `Nobody here is called ${name}`);
  }

  #checkLook(name: Name, member?: Member): void {
    const like = this.isStrict ? this.likeOf(name, member) : undefined;
    if (like === undefined) return;
    throw new ProtocolError("name-taken", `The name ${name} looks like ${like}, which is taken`);
  }

  #thoseOf(look: string): Iterable<Member> {
    const found = this.#byLook.get(look);
    if (found instanceof Set) return found;
    return found ? [found] : [];
  }

  #look(member: Member, name: Name): void {
    const looks = looksOf(name, this.#skeletonOf);
    this.#looks.set(member, looks);
    for (const look of looks) {
      const others = this.#byLook.get(look);
      if (others instanceof Set) others.add(member);
      else this.#byLook.set(look, others ? new Set([others, member]) : member);
    }
  }

  #unlook(member: Member): void {
    for (const look of this.#looks.get(member) ?? []) {
      const members = this.#byLook.get(look);
      if (members instanceof Set) members.delete(member);
      if (members === member || (members as Set<Member>).size === 0) this.#byLook.delete(look);
    }
    this.#looks.delete(member);
  }
}
