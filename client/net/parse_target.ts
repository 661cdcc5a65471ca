import type { Target } from "./target.ts";

/** `HOST:PORT`; an IPv6 address in brackets. */
const HOST_AND_PORT = /^(?:\[([^\]\s]+)\]|([^\s:,[\]/]+)):(\d{1,5})$/;

/**
 * Parses `HOST:PORT`.
 *
 * @returns Nothing if it is none.
 *
 * @example
 * ```ts
 * import { parseTarget } from "./parse_target.ts";
 *
 * parseTarget("[::1]:5555"); // { host: "::1", port: 5555 }
 * ```
 */
export function parseTarget(text: string): Target | undefined {
  const [, address, name, port] = HOST_AND_PORT.exec(text) ?? [];
  const host = address ?? name;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return undefined;
  return { host, port: Number(port) };
}
