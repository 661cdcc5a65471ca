import { type Gauges, type Metrics, renderMetrics } from "./metrics.ts";

/** What has metrics: a chat server. */
export interface Measured {
  /** What it counted. */
  readonly metrics: Metrics;
  /** How it stands now. */
  readonly gauges: Gauges;
}

/**
 * Serves a chat server's metrics to Prometheus, to this machine only.
 *
 * @param port Port to listen on, 0 to 65,535; 0 takes a free one.
 * @param server Whose metrics.
 * @throws {Error} If it cannot listen there.
 */
export function serveMetrics(port: number, server: Measured): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ port, hostname: "127.0.0.1", onListen: () => {} }, ({ url, method }) => {
    if (method !== "GET" || new URL(url).pathname !== "/metrics") {
      return new Response("The metrics are at /metrics\n", { status: 404 });
    }
    return new Response(renderMetrics(server.metrics, server.gauges), {
      headers: { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" },
    });
  });
}
