import { foldCase } from "./casemap.ts";
import { NickBook } from "./nick_book.ts";

/** How many who left are remembered for WHOWAS. */
const MAX_GONE = 200;

/** How a member is described: an IRC client describes itself. */
export interface IrcIdentity {
  /** User name, between `!` and `@`. */
  readonly user: string;
  /** Host, behind `@`: never an address, as everybody sees it. */
  readonly host: string;
  /** Real name. */
  realname: string;
}

/** Someone in the room, as IRC clients see them. */
export interface IrcMember extends IrcIdentity {
  /** The name in the room. */
  name: string;
  /** The nick of that name. */
  nick: string;
  /** Whether it came by this server's IRC door. */
  readonly isIrc: boolean;
  /** Whether it is in the channel: an IRC client once it has joined, everyone else always. */
  isJoined: boolean;
  /** Its away message, while it is away. */
  away?: string;
  /** Whether lists leave it out that are made for those who share no channel with it. */
  isInvisible: boolean;
  /** Whether it says that it is a bot. */
  isBot: boolean;
  /** Whether it has shown that it is the server's operator. */
  isOperator: boolean;
  /** When it came, in ms since 1970 UTC. */
  readonly cameAt: number;
  /** When it last said something, in ms since 1970 UTC. */
  spokeAt: number;
}

/** Someone who has left or changed their nick. */
export interface GoneMember extends Readonly<IrcIdentity> {
  /** The nick. */
  readonly nick: string;
  /** When it was given up, in ms since 1970 UTC. */
  readonly at: number;
}

/** How those are described who joined through another door. */
const OTHER_DOOR: IrcIdentity = { user: "user", host: "chat", realname: "" };

/**
 * Writes who a message comes from: `nick!user@host`.
 *
 * @param member Someone in the room.
 */
export function sourceOf({ nick, user, host }: IrcMember): string {
  return `${nick}!${user}@${host}`;
}

/**
 * Everyone in the room, as IRC clients see them. It follows the room: it is told who comes, goes and
 * takes another name, in the order in which that happens.
 */
export class IrcRoster {
  /** The largest number of members at a time so far. */
  largest = 0;
  readonly #nicks = new NickBook();
  /** In order of arrival. A new name does not change the order. */
  readonly #members = new Set<IrcMember>();
  readonly #byName = new Map<string, IrcMember>();
  readonly #expected = new Map<string, IrcIdentity>();
  #gone: GoneMember[] = [];

  /** How many are in the room. */
  get size(): number {
    return this.#members.size;
  }

  /** Everyone, in the order in which they came. */
  get members(): Iterable<IrcMember> {
    return this.#members;
  }

  /** Finds someone by name. */
  named(name: string): IrcMember | undefined {
    return this.#byName.get(name);
  }

  /** Finds someone by nick, in upper or lower case. */
  nicked(nick: string): IrcMember | undefined {
    const name = this.#nicks.nameOf(nick);
    return name === undefined ? undefined : this.#byName.get(name);
  }

  /** Notes what is known of an IRC client that is about to join under a name. */
  expect(name: string, identity: IrcIdentity): void {
    this.#expected.set(name, identity);
  }

  /** Takes back {@linkcode IrcRoster.expect}: the client was refused. */
  unexpect(name: string): void {
    this.#expected.delete(name);
  }

  /**
   * Notes that someone is in the room; nothing changes if that is known.
   *
   * @param at When they came, in ms since 1970 UTC.
   */
  enter(name: string, at: number): IrcMember {
    const known = this.#byName.get(name);
    if (known) return known;
    const expected = this.#expected.get(name);
    this.#expected.delete(name);
    const nick = this.#nicks.add(name);
    const member: IrcMember = {
      ...expected ?? { ...OTHER_DOOR, realname: name },
      name,
      nick,
      isIrc: expected !== undefined,
      isJoined: expected === undefined,
      isInvisible: false,
      isBot: false,
      isOperator: false,
      cameAt: at,
      spokeAt: at,
    };
    this.#members.add(member);
    this.#byName.set(name, member);
    this.largest = Math.max(this.largest, this.#members.size);
    return member;
  }

  /** Notes that someone has left; returns who that was. */
  leave(name: string, at: number): IrcMember | undefined {
    const member = this.#byName.get(name);
    if (!member) return undefined;
    this.#remember(member, at);
    this.#nicks.remove(name);
    this.#members.delete(member);
    this.#byName.delete(name);
    return member;
  }

  /**
   * Notes that someone has another name.
   *
   * @returns Who that is, and the source that others knew them by.
   */
  rename(from: string, to: string, at: number): { member: IrcMember; source: string } | undefined {
    const member = this.#byName.get(from);
    if (!member) return undefined;
    const source = sourceOf(member);
    this.#remember(member, at);
    this.#nicks.remove(from);
    this.#byName.delete(from);
    member.name = to;
    member.nick = this.#nicks.add(to);
    if (!member.isIrc) member.realname = to;
    this.#byName.set(to, member);
    return { member, source };
  }

  /** Former members with a nick, the latest first. */
  gone(nick: string): GoneMember[] {
    const folded = foldCase(nick);
    return this.#gone.filter((each) => foldCase(each.nick) === folded).reverse();
  }

  #remember({ nick, user, host, realname }: IrcMember, at: number): void {
    this.#gone.push({ nick, user, host, realname, at });
    if (this.#gone.length > 2 * MAX_GONE) this.#gone = this.#gone.slice(-MAX_GONE);
  }
}
