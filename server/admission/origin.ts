/** IPv4-mapped IPv6 addresses, as sockets for both report them. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** IPv6 that reaches no further than one wire, fe80::/10 of RFC 4291, and the interface it is on. */
const LINK_LOCAL = /^fe[89ab][0-9a-f]:[^%]*(%.*)?$/i;

/** Number of groups in an IPv6 address, and of those that name the network. */
const GROUPS = { all: 8, network: 4 } as const;

/**
 * Returns an IPv4-mapped IPv6 address as an IPv4 address, and any other as it is.
 *
 * @param address An IP address, as the system writes it.
 */
export function unmapped(address: string): string {
  return address.replace(MAPPED, "$1");
}

/**
 * Tells whom an address counts for. A host on the internet can have any address of an IPv6 network
 * of 64 bits, so that network counts as one. A host on the local wire can have any link-local
 * address, so all of one interface count as one, or all there are if the system does not name it.
 *
 * @param address An IP address, as the system writes it.
 * @returns An IPv4 address, an IPv6 network, or `fe80::/10` with the interface.
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
  if (!plain.includes(":")) return plain;
  const [isLinkLocal, zone = ""] = LINK_LOCAL.exec(plain) ?? [];
  if (isLinkLocal) return `fe80::/10${zone}`;
  const [head = [], tail = []] = plain.split("::").map((part) => part.split(":").filter(Boolean));
  const zeros = Array<string>(Math.max(0, GROUPS.all - head.length - tail.length)).fill("0");
  return `${[...head, ...zeros, ...tail].slice(0, GROUPS.network).join(":")}::/64`;
}
