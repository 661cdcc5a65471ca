import { unmapped } from "./origin.ts";

/**
 * Writes a network address as people do.
 *
 * @returns `IP:PORT`, an IPv6 address in brackets, IPv4 as such even if it came in over IPv6.
 *
 * @example
 * ```ts
 * import { formatAddress } from "./address.ts";
 *
 * formatAddress({ transport: "tcp", hostname: "::1", port: 5555 }); // "[::1]:5555"
 * ```
 */
export function formatAddress({ hostname, port }: Deno.NetAddr): string {
  const address = unmapped(hostname);
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
