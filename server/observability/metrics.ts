import type { RequestType } from "../../protocol/mod.ts";
import { Histogram } from "./histogram.ts";

/** Upper bounds of the ranges of delivery latencies in seconds: 0.1 ms to 10 s. */
const LATENCY_BOUNDS = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

/**
 * What the server counts. These are plain numbers that are incremented where things happen, so they
 * cost next to nothing.
 */
export class Metrics {
  /** Requests read. */
  requests = 0;
  /** Messages, to everyone or private. */
  messages = 0;
  /** Notices queued, counted once for each client. */
  deliveries = 0;
  /** Clients disconnected because they read too slowly. */
  slowClients = 0;
  /** Clients slowed down because they sent too fast. */
  slowedClients = 0;
  /** Requests and connections refused, by error code. */
  readonly refusals = new Map<string, number>();
  /** Downloads running now. */
  downloads = 0;
  /** Bytes of files that clients have taken. */
  downloadedBytes = 0;
  /** Times from an event to having written it to a client; one sample a write. */
  readonly latency = new Histogram(LATENCY_BOUNDS);

  /** Counts a request. */
  count(type: RequestType): void {
    this.requests++;
    if (type === "say" || type === "tell") this.messages++;
  }

  /** Counts a refusal. */
  refuse(code: string): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }
}

/** The current state, read when metrics are requested. */
export interface Gauges {
  /** Connections, downloads included. */
  readonly connections: number;
  /** Clients with a name. */
  readonly online: number;
  /** Bytes waiting to be sent, to all clients together. */
  readonly queuedBytes: number;
  /** Memory of the process that is in use, in bytes. */
  readonly residentBytes: number;
  /** Whether messages are being kept on disk, and how many wait for that, if they are to be. */
  readonly keeping?: { readonly isKeeping: boolean; readonly waiting: number };
  /** How it goes with the other servers, if there are any. */
  readonly sharing?: {
    readonly servers: number;
    readonly isInside: boolean;
    readonly lag: number;
    readonly latency: Histogram;
  };
}

/**
 * Writes the metrics in the text format of Prometheus.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function renderMetrics(metrics: Metrics, gauges: Gauges): string {
  const refusals = Array.from(
    metrics.refusals,
    ([reason, count]) => `chat_refusals_total{reason="${reason}"} ${count}`,
  );
  return [
    "# HELP process_resident_memory_bytes Resident memory size in bytes.",
    "# TYPE process_resident_memory_bytes gauge",
    `process_resident_memory_bytes ${gauges.residentBytes}`,
    ...single("connections", "gauge", "Open connections", gauges.connections),
    ...single("clients", "gauge", "Clients with a name", gauges.online),
    ...single("queued_bytes", "gauge", "Bytes waiting to be sent", gauges.queuedBytes),
    ...keepingLines(gauges),
    ...sharingLines(gauges),
    ...single("requests_total", "counter", "Requests read", metrics.requests),
    ...single("messages_total", "counter", "Messages said or told", metrics.messages),
    ...single("deliveries_total", "counter", "Notices queued for clients", metrics.deliveries),
    ...single("slow_clients_cut_total", "counter", "Clients cut as too slow", metrics.slowClients),
    ...single("clients_slowed_total", "counter", "Times a rate was kept", metrics.slowedClients),
    ...head("refusals_total", "counter", "Requests and connections refused"),
    ...refusals,
    ...single("downloads", "gauge", "Downloads running", metrics.downloads),
    ...single("download_bytes_total", "counter", "Bytes of files taken", metrics.downloadedBytes),
    ...histogram("delivery_seconds", "From a request read to a client written to", metrics.latency),
    "",
  ].join("\n");
}

function keepingLines({ keeping }: Gauges): string[] {
  if (!keeping) return [];
  return [
    ...single("history_keeping", "gauge", "1 while messages are kept", Number(keeping.isKeeping)),
    ...single("history_waiting", "gauge", "Messages that wait to be kept", keeping.waiting),
  ];
}

function sharingLines({ sharing }: Gauges): string[] {
  if (!sharing) return [];
  const { servers, isInside, lag, latency } = sharing;
  return [
    ...single("servers", "gauge", "Servers that have the room", servers),
    ...single("in_room", "gauge", "1 while this server has the room", Number(isInside)),
    ...single("lag_events", "gauge", "Events that are not applied here yet", lag),
    ...histogram("event_seconds", "From an event proposed here to its place in the room", latency),
  ];
}

function head(name: string, type: string, help: string): string[] {
  return [`# HELP chat_${name} ${help}.`, `# TYPE chat_${name} ${type}`];
}

function single(name: string, type: string, help: string, value: number): string[] {
  return [...head(name, type, help), `chat_${name} ${value}`];
}

function histogram(name: string, help: string, { bounds, counts, sum }: Histogram): string[] {
  const lines = head(name, "histogram", help);
  let below = 0;
  counts.forEach((count, range) => {
    below += count;
    lines.push(`chat_${name}_bucket{le="${bounds[range] ?? "+Inf"}"} ${below}`);
  });
  return [...lines, `chat_${name}_sum ${sum}`, `chat_${name}_count ${below}`];
}
