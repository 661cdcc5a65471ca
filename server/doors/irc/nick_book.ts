import { MAX_NAME_CHARS } from "../../../protocol/mod.ts";
import { foldCase } from "./casemap.ts";

/** Characters that no nick can have, and characters that no nick can begin with. */
const NOWHERE = /[!@,]/gu;
const NOT_FIRST = /^[#&+%~$:]/u;

/** From `!` to the full-width `！`. */
const FULL_WIDTH_OFFSET = 0xff01 - 0x21;

/**
 * Turns a name into one that IRC can carry: other characters are written in full width.
 *
 * @param name A name of the room.
 *
 * @example
 * ```ts
 * import { carriedName } from "./nick_book.ts";
 *
 * carriedName("#a,b"); // "＃a，b"
 * ```
 */
export function carriedName(name: string): string {
  return name.replace(NOWHERE, widen).replace(NOT_FIRST, widen);
}

function widen(char: string): string {
  return String.fromCharCode(char.charCodeAt(0) + FULL_WIDTH_OFFSET);
}

/**
 * Tells whether a client may choose a nick, as far as IRC is concerned; the room has rules of its own.
 *
 * @param nick As the client sends it.
 */
export function isNick(nick: string): boolean {
  return nick !== "" && carriedName(nick) === nick && !/[*? ]/.test(nick);
}

/**
 * The nicks of everyone in the room. Each name has one nick and each nick one name: a nick is the
 * name as IRC can carry it, with a suffix if somebody has it already in upper or lower case.
 *
 * @example
 * ```ts
 * import { NickBook } from "./nick_book.ts";
 *
 * const book = new NickBook();
 * book.add("alice"); // "alice"
 * book.add("Alice"); // "Alice_2"
 * book.nameOf("ALICE_2"); // "Alice"
 * ```
 */
export class NickBook {
  readonly #nicks = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** How many names there are. */
  get size(): number {
    return this.#nicks.size;
  }

  /** The nick of a name in the room. */
  nickOf(name: string): string | undefined {
    return this.#nicks.get(name);
  }

  /** The name behind a nick, in upper or lower case. */
  nameOf(nick: string): string | undefined {
    return this.#names.get(foldCase(nick));
  }

  /**
   * Gives a name its nick.
   *
   * @param name A name that is not in the book.
   * @returns The nick.
   */
  add(name: string): string {
    const nick = this.#free(carriedName(name));
    this.#nicks.set(name, nick);
    this.#names.set(foldCase(nick), name);
    return nick;
  }

  /** Frees the nick of a name; nothing happens if it has none. */
  remove(name: string): void {
    const nick = this.#nicks.get(name);
    if (nick === undefined) return;
    this.#nicks.delete(name);
    this.#names.delete(foldCase(nick));
  }

  #free(wanted: string): string {
    for (let number = 1;; number++) {
      const nick = number === 1 ? wanted : withSuffix(wanted, `_${number}`);
      if (!this.#names.has(foldCase(nick))) return nick;
    }
  }
}

/** Keeps a nick within the length that clients are told. */
function withSuffix(nick: string, suffix: string): string {
  return [...nick].slice(0, MAX_NAME_CHARS - suffix.length).join("") + suffix;
}
