import { checkName, MAX_NAME_UNITS, ProtocolError } from "../../protocol/mod.ts";
import type { Session } from "./effects.ts";

/**
 * Who is here, and under which name.
 *
 * Members (those with a name) have places, in order of taking their first name. A change of name
 * keeps the place, and so does a change of connection.
 */
export class Room {
  readonly #connected = new Set<Session>();
  readonly #members = new Set<Session>();
  readonly #byName = new Map<string, Session>();
  #places = 0;

  /** Everyone who said hello, named or not. */
  get connected(): ReadonlySet<Session> {
    return this.#connected;
  }

  /** Everyone with a name, in no order to rely on. */
  get members(): ReadonlySet<Session> {
    return this.#members;
  }

  /** The names of the members, in order of arrival. */
  names(): string[] {
    const members = Array.from(this.#members).sort((a, b) => a.place! - b.place!);
    return members.map((member) => member.name!);
  }

  /** Lets a connection in, without a name. */
  enter(session: Session): void {
    this.#connected.add(session);
  }

  /** Forgets a connection, and its name. */
  leave(session: Session): void {
    this.release(session);
    this.#connected.delete(session);
  }

  /** Puts a new connection in the place of an old one, name and all. */
  replace(old: Session, session: Session): void {
    const { name, place } = old;
    this.leave(old);
    this.enter(session);
    if (name !== undefined) this.#settle(session, name, place!);
  }

  /** Tells whether somebody has this name, which is in its one form. */
  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /**
   * Gives a session a name in place of the one it has, if any.
   *
   * @returns The name in its one form.
   * @throws {ProtocolError} `name-bad` or `name-taken`; the session then keeps what it had.
   */
  take(session: Session, wanted: string): string {
    const name = checkName(wanted);
    const owner = this.#byName.get(name);
    if (owner && owner !== session) {
      throw new ProtocolError("name-taken", `The name ${name} is taken`);
    }
    if (session.name !== undefined) this.#byName.delete(session.name);
    this.#settle(session, name, session.place ?? ++this.#places);
    return name;
  }

  /** Takes a session's name away, if it has one. */
  release(session: Session): void {
    if (session.name === undefined) return;
    this.#byName.delete(session.name);
    this.#members.delete(session);
    session.name = undefined;
    session.place = undefined;
  }

  /**
   * Finds a member.
   *
   * @param name In any normalization form.
   * @throws {ProtocolError} `no-such-user` if nobody has this name.
   */
  find(name: string): Session {
    const member = name.length <= MAX_NAME_UNITS && this.#byName.get(name.normalize("NFC"));
    if (!member) throw new ProtocolError("no-such-user", `Nobody here is called ${name}`);
    return member;
  }

  #settle(session: Session, name: string, place: number): void {
    session.name = name;
    session.place = place;
    this.#byName.set(name, session);
    this.#members.add(session);
  }
}
