import type { Given, Option } from "../../types/command.d.ts";
import { DEFAULT_LIMITS, type Limits } from "../admission/limits.ts";

/**
 * Minimum of `--max-queue` in bytes. With less, a client that asks who is online could be
 * disconnected.
 */
const MIN_QUEUE_BYTES = 65_536;

/** The longest time that a timer can run, in ms: 24 days. A longer one would fire immediately. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The options of `chat serve` that set limits. */
export const LIMIT_OPTIONS: Readonly<Record<string, Option>> = {
  "max-clients": {
    kind: "count",
    value: "N",
    default: `${DEFAULT_LIMITS.maxClients}`,
    help: "maximum number of connections at a time",
  },
  "max-per-address": {
    kind: "count",
    value: "N",
    default: `${DEFAULT_LIMITS.maxPerAddress}`,
    help: "maximum from one address or IPv6 /64, except loopback; 0 is no limit",
  },
  "max-queue": {
    kind: "bytes",
    value: "BYTES",
    default: `${DEFAULT_LIMITS.maxQueueBytes}`,
    help: "disconnect a client when this much waits to be sent to it",
  },
  rate: {
    kind: "count",
    value: "N",
    default: `${DEFAULT_LIMITS.rate}`,
    help:
      `messages a second from each client, after ${DEFAULT_LIMITS.burst} at once; 0 is no limit`,
  },
  grace: {
    kind: "count",
    value: "SECONDS",
    default: `${DEFAULT_LIMITS.graceMs / 1000}`,
    help: "time for running downloads when the server stops",
  },
};

/**
 * Reads the limits from the options.
 *
 * @throws {SyntaxError} If one is too low.
 */
export function readLimits(given: Given): Limits {
  const read = (name: string) => Number(given[name] ?? LIMIT_OPTIONS[name]!.default);
  return {
    ...DEFAULT_LIMITS,
    maxClients: atLeast(1, "max-clients", read("max-clients")),
    maxPerAddress: read("max-per-address"),
    maxQueueBytes: atLeast(MIN_QUEUE_BYTES, "max-queue", read("max-queue")),
    rate: read("rate"),
    graceMs: Math.min(read("grace") * 1000, LONGEST_TIMER_MS),
  };
}

function atLeast(least: number, name: string, value: number): number {
  if (value >= least) return value;
  throw new SyntaxError(`--${name} must be at least ${least}, received ${value}`);
}
