import type { RemoteAddress } from "./wire.ts";
import { unmapped } from "../admission/origin.ts";

/**
 * Writes a network address as people do.
 *
 * @returns `IP:PORT`, an IPv6 address in brackets, IPv4 as such even if it came in over IPv6.
 *
 * @example
 * ```ts
 * import { formatAddress } from "./address.ts";
 *
 * formatAddress({ hostname: "::1", port: 5555 }); // "[::1]:5555"
 * ```
 */
export function formatAddress({ hostname, port }: RemoteAddress): string {
  const address = unmapped(hostname);
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
