import { GONE_AFTER_MS, PING_AFTER_MS } from "../../protocol/mod.ts";

/** What one server allows; each can be set for itself. Times are in ms. */
export interface Limits {
  /** Most bytes that may wait to be sent to one client. Precedent: InspIRCd's hard limit. */
  readonly maxQueueBytes: number;
  /** Most connections at a time, downloads included. */
  readonly maxClients: number;
  /** Most connections at a time from one address, or IPv6 network of 64 bits; 0 is no limit. */
  readonly maxPerAddress: number;
  /** Requests a client may make each second, once its burst is used up; 0 is no limit. */
  readonly rate: number;
  /** Requests a client may make at once. */
  readonly burst: number;
  /** How long a connection may take to open a conversation. */
  readonly helloMs: number;
  /** How long a frame may stay half-sent. */
  readonly halfFrameMs: number;
  /** How long a client may be silent before it is pinged. */
  readonly pingAfterMs: number;
  /** How long a pinged client may go on being silent. */
  readonly goneAfterMs: number;
  /** How long a download may go without its client taking a byte. */
  readonly stalledDownloadMs: number;
  /** How long running downloads get when the server ends. */
  readonly graceMs: number;
  /** How long a write may take before those who have more to say no longer wait for it. */
  readonly patienceMs: number;
}

/** The limits of a server that is told nothing. */
export const DEFAULT_LIMITS: Limits = {
  maxQueueBytes: 1_048_576,
  maxClients: 10_000,
  maxPerAddress: 64,
  rate: 20,
  burst: 100,
  helloMs: 10_000,
  halfFrameMs: 30_000,
  pingAfterMs: PING_AFTER_MS,
  goneAfterMs: GONE_AFTER_MS,
  stalledDownloadMs: 120_000,
  graceMs: 10_000,
  patienceMs: 250,
};
