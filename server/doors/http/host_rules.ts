/**
 * Which names a browser may call this server by, and from which pages it may be asked.
 *
 * A page of anywhere can let its name point to this machine (DNS rebinding): its scripts would then
 * talk to the room as if the server had sent them. Such a name has a dot and is nobody's in a home or
 * office network, so names that only a local network can resolve are safe.
 *
 * @module
 */

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
const IPV6 = /^\[[0-9a-f:.]+\]$/;
const LABEL = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/;
const LOCAL_ENDS = [".local", ".home.arpa", ".internal"];

/**
 * Whether a request may name this host.
 *
 * @param host The `Host` field: a name or an address, perhaps with a port.
 * @param extra Names that the operator allows beside, in lower case.
 *
 * @example
 * ```ts
 * import { isAllowedHost } from "./host_rules.ts";
 *
 * isAllowedHost("192.168.1.7:5555", []); // true
 * isAllowedHost("evil.example:5555", []); // false
 * ```
 */
export function isAllowedHost(host: string, extra: readonly string[]): boolean {
  const name = hostnameOf(host);
  if (name === undefined) return false;
  if (IPV4.test(name) || IPV6.test(name)) return true;
  if (!name.split(".").every((label) => LABEL.test(label))) return false;
  return !name.includes(".") || LOCAL_ENDS.some((end) => name.endsWith(end)) ||
    extra.includes(name);
}

/**
 * Whether a page of this origin is one that this server sent, by the name the request calls it.
 *
 * @param origin The `Origin` field; undefined if the request has none, as it comes from no page.
 * @param host The `Host` field.
 */
export function isOwnOrigin(origin: string | undefined, host: string): boolean {
  if (origin === undefined) return true;
  return origin.toLowerCase().replace(/^https?:\/\//, "") === host.toLowerCase() &&
    /^https?:\/\//i.test(origin);
}

/** The name in a `Host` field in lower case, without port and final dot. */
function hostnameOf(host: string): string | undefined {
  const match = /^(\[[^\]]*\]|[^:]*)(:\d{1,5})?$/.exec(host.toLowerCase());
  return match ? match[1]!.replace(/\.$/, "") || undefined : undefined;
}
