/** IPv4, as a socket sees it that takes IPv6 too. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** IPv6 that reaches no further than one wire; fe80::/10 of RFC 4291. */
const LINK_LOCAL = /^fe[89ab][0-9a-f]:/i;

/** Groups of an IPv6 address, and those of them that say which network it is in. */
const GROUPS = { all: 8, network: 4 } as const;

/**
 * Writes an IPv4 address as such, even if it came in over IPv6.
 *
 * @param address An IP address, as the system writes it.
 */
export function unmapped(address: string): string {
  return address.replace(MAPPED, "$1");
}

/**
 * Tells whom an address counts for. A host on the internet can have any address of an IPv6 network
 * of 64 bits, so that network counts as one; but on the local wire, everybody shares fe80::/64.
 *
 * @param address An IP address, as the system writes it.
 * @returns An IPv4 address, an IPv6 network, or a link-local address with its zone.
 *
 * @example
 * ```ts
 * import { originOf } from "./origin.ts";
 *
 * originOf("2001:db8::7:1:2:3:4"); // "2001:db8:0:7::/64"
 * ```
 */
export function originOf(address: string): string {
  const plain = unmapped(address);
  if (!plain.includes(":") || LINK_LOCAL.test(plain)) return plain;
  const [head = [], tail = []] = plain.split("::").map((part) => part.split(":").filter(Boolean));
  const zeros = Array<string>(Math.max(0, GROUPS.all - head.length - tail.length)).fill("0");
  return `${[...head, ...zeros, ...tail].slice(0, GROUPS.network).join(":")}::/64`;
}
