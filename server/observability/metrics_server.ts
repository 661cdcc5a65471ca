import { type Gauges, type Metrics, renderMetrics } from "./metrics.ts";

/** What the metrics are read from: a chat server. */
export interface Measured {
  /** Its counters. */
  readonly metrics: Metrics;
  /** Its current state. */
  readonly gauges: Gauges;
}

/** A `Host` field that names this machine: a name or an address of it, perhaps with a port. */
const LOOPBACK_HOST = /^(localhost\.?|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/**
 * Tells whether a request that named this host meant this machine. A web page of anywhere can let
 * its own name point to 127.0.0.1 (DNS rebinding) and would read the metrics.
 *
 * @param host The `Host` field; null if the request has none.
 *
 * @example
 * ```ts
 * import { isLoopbackHost } from "./metrics_server.ts";
 *
 * isLoopbackHost("localhost:9090"); // true
 * isLoopbackHost("evil.example:9090"); // false
 * ```
 */
export function isLoopbackHost(host: string | null): boolean {
  return host !== null && LOOPBACK_HOST.test(host);
}

/**
 * Serves a chat server's metrics to Prometheus, to this machine only: it listens on 127.0.0.1, and
 * answers 403 to a request whose `Host` names anything but loopback.
 *
 * @param port Port to listen on, 0 to 65,535; 0 takes a free one.
 * @param server Whose metrics.
 * @throws {Error} If it cannot listen there.
 */
export function serveMetrics(port: number, server: Measured): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve(
    { port, hostname: "127.0.0.1", onListen: () => {} },
    (request) => answer(request, server),
  );
}

function answer({ url, method, headers }: Request, { metrics, gauges }: Measured): Response {
  const host = headers.get("host");
  if (!isLoopbackHost(host)) return plain(`The metrics are for localhost, received ${host}`, 403);
  if (method !== "GET" || new URL(url).pathname !== "/metrics") {
    return plain("The metrics are at /metrics", 404);
  }
  return new Response(renderMetrics(metrics, gauges), {
    headers: { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" },
  });
}

function plain(text: string, status: number): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff" },
  });
}
