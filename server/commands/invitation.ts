/** One address of this machine. */
export interface LocalAddress {
  /** IPv4 or IPv6. */
  readonly family: "IPv4" | "IPv6";
  /** The address as text. */
  readonly address: string;
}

/** Where a server listens. */
export interface Listening {
  /** Its address. */
  readonly hostname: string;
  /** Its port. */
  readonly port: number;
  /** The fingerprint of its key, if it is encrypted. */
  readonly key?: string;
}

/**
 * Returns the commands that others type to join this server.
 *
 * @param listening Where the server listens: its address and port.
 * @param local Every address of this machine.
 * @param program What stands before the subcommand; see {@linkcode startedBy}.
 * @returns One command for each address that others can reach, IPv4 first; at least one.
 *
 * @example
 * ```ts
 * import { invitations } from "./invitation.ts";
 *
 * invitations({ hostname: "0.0.0.0", port: 5555 }, [{ family: "IPv4", address: "192.168.1.7" }]);
 * // ["chat connect NAME 192.168.1.7 5555"]
 * ```
 */
export function invitations(
  listening: Listening,
  local: readonly LocalAddress[],
  program = "chat",
): string[] {
  const { hostname, port, key } = listening;
  const pin = key === undefined ? "" : ` --key ${key}`;
  return reachableHosts(hostname, local).map((host) =>
    `${program} connect NAME ${host} ${port}${pin}`
  );
}

/**
 * Returns the address that others open in a browser.
 *
 * @param listening Where the server listens: its address and port.
 * @param local Every address of this machine.
 * @returns The address by which the server is most likely reached.
 *
 * @example
 * ```ts
 * import { pageAddress } from "./invitation.ts";
 *
 * pageAddress({ hostname: "::1", port: 5555 }, []); // "http://localhost:5555"
 * ```
 */
export function pageAddress(listening: Listening, local: readonly LocalAddress[]): string {
  const { hostname, port, key } = listening;
  const scheme = key === undefined ? "http" : "https";
  return `${scheme}://${placeOf({ hostname, port }, local)}`;
}

/** Returns where others most likely reach the server, as `HOST:PORT`. */
export function placeOf({ hostname, port }: Listening, local: readonly LocalAddress[]): string {
  const [host = "localhost"] = reachableHosts(hostname, local);
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Returns the addresses that others can reach, IPv4 first; at least one. */
function reachableHosts(hostname: string, local: readonly LocalAddress[]): string[] {
  const hosts = ANY.has(hostname)
    ? (hostname === "::" ? ["IPv4", "IPv6"] : ["IPv4"])
      .flatMap((family) => local.filter((each) => each.family === family))
      .map(({ address }) => address).filter((address) => !ONLY_HERE.test(address))
    : ONLY_HERE.test(hostname)
    ? []
    : [hostname];
  return hosts.length > 0 ? hosts : ["localhost"];
}

/** The addresses that stand for all addresses of the machine. */
const ANY: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

/** Loopback, and addresses that mean nothing without an interface: fe80::/10, 169.254.0.0/16. */
const ONLY_HERE = /^(127\.|::1$|fe[89ab][0-9a-f]:|169\.254\.|localhost$)/i;
