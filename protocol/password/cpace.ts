/**
 * CPace (draft-irtf-cfrg-cpace, cipher suite CPACE-RISTR255-SHA512), with key confirmation: two
 * sides find out whether they know the same password, and whoever listens or sits in between learns
 * nothing of it, but whether one guess for each exchange was right.
 *
 * @module
 */
import type { Ristretto } from "./ristretto.ts";

/** Domain separation, section 8.3 of the draft and its key confirmation. */
const DSI = ascii("CPaceRistretto255");
const DSI_ISK = ascii("CPaceRistretto255_ISK");
const MAC_LABEL = ascii("CPaceMac");

/** Block size of SHA-512, in bytes. */
const HASH_BLOCK_BYTES = 128;

/** Bytes of a scalar, and of the encoding of an element. */
export const SHARE_BYTES = 32;

/** Bytes of a proof. */
export const PROOF_BYTES = 64;

/** Which side one is: the client begins. */
export type CpaceRole = "client" | "server";

/** Options of {@linkcode CpaceExchange}. */
export interface CpaceOptions {
  /** The group. */
  readonly group: Ristretto;
  /** Which side this is. */
  readonly role: CpaceRole;
  /** What both sides should know. */
  readonly password: string;
  /** What the exchange is bound to: the same on both sides, or it fails. */
  readonly channel: Uint8Array;
  /** A number for this exchange that both sides know; may be empty. */
  readonly session?: Uint8Array;
  /** 32 random bytes, used for this exchange alone. */
  readonly random: Uint8Array;
  /** What each side says of itself; by default, which side it is. */
  readonly about?: Readonly<Record<CpaceRole, Uint8Array>>;
}

/** What comes of an exchange. */
export interface CpaceResult {
  /** The key that both sides have, if the password was the same. */
  readonly key: Uint8Array;
  /** What to send: proves that this side knows the password. */
  readonly proof: Uint8Array;
  /** What the other side sends if it knows the password. */
  readonly expected: Uint8Array;
}

/** One side of one exchange. */
export class CpaceExchange {
  /** What to send to the other side. */
  readonly share: Uint8Array;
  readonly #options: CpaceOptions;
  readonly #scalar: Uint8Array;

  /** Begins an exchange. */
  constructor(options: CpaceOptions) {
    const { group, random } = options;
    this.#options = options;
    this.#scalar = scalarFrom(random);
    this.share = group.multiply(this.#scalar, generator(options));
  }

  /**
   * Finishes the exchange.
   *
   * @param share What the other side sent, of any origin.
   * @throws {RangeError} If that is no share. Both sides are to give up then.
   */
  finish(share: Uint8Array): CpaceResult {
    const { group, role, session = NOTHING, about = ABOUT } = this.#options;
    if (share.length !== SHARE_BYTES) throw new RangeError(`A share has ${SHARE_BYTES} bytes`);
    const secret = group.multiply(this.#scalar, share);
    const [client, server] = role === "client" ? [this.share, share] : [share, this.share];
    const messages = {
      client: withLengths(client, about.client),
      server: withLengths(server, about.server),
    };
    const key = group.hash(
      join(withLengths(DSI_ISK, session, secret), messages.client, messages.server),
    );
    const macKey = group.hash(join(MAC_LABEL, session, key));
    const other = role === "client" ? "server" : "client";
    return {
      key,
      proof: group.mac(macKey, messages[role]),
      expected: group.mac(macKey, messages[other]),
    };
  }
}

/**
 * Compares two byte strings in a time that tells nothing of where they differ.
 *
 * @param first Any bytes.
 * @param second Any bytes; another length is another string.
 */
export function isSameSecret(first: Uint8Array, second: Uint8Array): boolean {
  let difference = first.length ^ second.length;
  for (let i = 0; i < first.length; i++) difference |= first[i]! ^ (second[i] ?? 0);
  return difference === 0;
}

const NOTHING = new Uint8Array(0);
const ABOUT = { client: ascii("client"), server: ascii("server") };

/** Where the password goes in: an element that nobody knows the logarithm of. */
function generator({ group, password, channel, session = NOTHING }: CpaceOptions): Uint8Array {
  const secret = new TextEncoder().encode(password);
  const known = withLengths(DSI, secret).length;
  const padding = new Uint8Array(Math.max(0, HASH_BLOCK_BYTES - 1 - known));
  return group.element(group.hash(withLengths(DSI, secret, padding, channel, session)));
}

/** A scalar below 2^252, which is below the order of the group; never zero. */
function scalarFrom(random: Uint8Array): Uint8Array {
  if (random.length !== SHARE_BYTES) throw new RangeError(`A scalar takes ${SHARE_BYTES} bytes`);
  const scalar = random.slice();
  scalar[SHARE_BYTES - 1]! &= 0x0f;
  if (scalar.every((byte) => byte === 0)) throw new RangeError("The random bytes are all zero");
  return scalar;
}

/** Strings behind each other, each with its length before it in LEB128: `lv_cat` of the draft. */
function withLengths(...parts: readonly Uint8Array[]): Uint8Array {
  return join(...parts.flatMap((part) => [leb128(part.length), part]));
}

function leb128(length: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = length; bytes.length === 0 || rest > 0; rest >>= 7) {
    bytes.push(rest > 0x7f ? 0x80 | (rest & 0x7f) : rest);
  }
  return Uint8Array.from(bytes);
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
