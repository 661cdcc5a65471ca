/**
 * Writes a network address as people do.
 *
 * @returns `IP:PORT`, an IPv6 address in brackets.
 *
 * @example
 * ```ts
 * import { formatAddress } from "./address.ts";
 *
 * formatAddress({ transport: "tcp", hostname: "::1", port: 5555 }); // "[::1]:5555"
 * ```
 */
export function formatAddress({ hostname, port }: Deno.NetAddr): string {
  return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}
