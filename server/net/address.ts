import type { RemoteAddress } from "./wire.ts";
import { unmapped } from "../admission/origin.ts";

/**
 * Formats a network address.
 *
 * @returns `IP:PORT`, with an IPv6 address in brackets and an IPv4-mapped one as IPv4.
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
