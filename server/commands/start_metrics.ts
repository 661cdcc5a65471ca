import type { ChatServer } from "../chat_server.ts";
import { formatAddress } from "../net/address.ts";
import type { Log } from "../observability/log.ts";
import { serveMetrics } from "../observability/metrics_server.ts";
import { listening } from "./listening.ts";

/**
 * Serves the metrics of a server, if it is asked to.
 *
 * @param port The port on 127.0.0.1, as it was typed; undefined to serve none.
 * @throws {Error} If it cannot listen there.
 */
export function startMetrics(
  port: string | undefined,
  server: ChatServer,
  log: Log,
): Deno.HttpServer<Deno.NetAddr> | undefined {
  if (port === undefined) return undefined;
  const metrics = listening(
    `serve metrics on 127.0.0.1:${port}`,
    () => serveMetrics(Number(port), server),
  );
  log({ type: "metrics", url: `http://${formatAddress(metrics.addr)}/metrics` });
  return metrics;
}
