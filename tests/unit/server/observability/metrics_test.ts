import { assertEquals } from "@std/assert";
import { Histogram } from "../../../../server/observability/histogram.ts";
import { Metrics, renderMetrics } from "../../../../server/observability/metrics.ts";
import { pure } from "../../../helpers/pure.ts";

const IDLE = { connections: 0, online: 0, queuedBytes: 0, residentBytes: 0 };

function valueOf(text: string, name: string): string | undefined {
  return text.split("\n").find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
}

pure("Histogram counts a bound itself in the range below it", () => {
  const histogram = new Histogram([1, 2]);
  for (const seconds of [0, 1, 1.001, 2, 2.001, 1_000]) histogram.observe(seconds);
  assertEquals(histogram.counts, [2, 2, 2]);
  assertEquals(histogram.sum, 1006.002);
});

pure("renderMetrics() adds the ranges of a histogram up", () => {
  const metrics = new Metrics();
  for (const seconds of [0.0001, 0.0005, 5, 50]) metrics.latency.observe(seconds);
  const text = renderMetrics(metrics, IDLE);
  assertEquals(valueOf(text, 'chat_delivery_seconds_bucket{le="0.0001"}'), "1");
  assertEquals(valueOf(text, 'chat_delivery_seconds_bucket{le="0.0003"}'), "1");
  assertEquals(valueOf(text, 'chat_delivery_seconds_bucket{le="0.001"}'), "2");
  assertEquals(valueOf(text, 'chat_delivery_seconds_bucket{le="10"}'), "3");
  assertEquals(valueOf(text, 'chat_delivery_seconds_bucket{le="+Inf"}'), "4");
  assertEquals(valueOf(text, "chat_delivery_seconds_count"), "4");
  assertEquals(valueOf(text, "chat_delivery_seconds_sum"), "55.0006");
});

pure("Metrics count each refusal under its reason", () => {
  const metrics = new Metrics();
  for (const reason of ["name-taken", "too-many", "name-taken"]) metrics.refuse(reason);
  const text = renderMetrics(metrics, IDLE);
  assertEquals(valueOf(text, 'chat_refusals_total{reason="name-taken"}'), "2");
  assertEquals(valueOf(text, 'chat_refusals_total{reason="too-many"}'), "1");
});

pure("Metrics tell messages from other requests", () => {
  const metrics = new Metrics();
  for (const type of ["say", "tell", "who", "name"] as const) metrics.count(type);
  const text = renderMetrics(metrics, IDLE);
  assertEquals(valueOf(text, "chat_messages_total"), "2");
  assertEquals(valueOf(text, "chat_requests_total"), "4");
});

pure("Metrics tell how it goes with the other servers, if there are any", () => {
  const latency = new Histogram([0.001, 1]);
  latency.observe(0.0004);
  const sharing = { servers: 3, isInside: true, lag: 7, latency };
  const text = renderMetrics(new Metrics(), { ...IDLE, sharing });
  const values = ["servers", "in_room", "lag_events", "event_seconds_count"]
    .map((name) => valueOf(text, `chat_${name}`));
  assertEquals(values, ["3", "1", "7", "1"]);
  assertEquals(valueOf(renderMetrics(new Metrics(), IDLE), "chat_servers"), undefined);
});
