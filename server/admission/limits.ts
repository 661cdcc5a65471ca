import { GONE_AFTER_MS, PING_AFTER_MS } from "../../protocol/mod.ts";

/** The limits of a server. Times are in ms. */
export interface Limits {
  /**
   * Maximum number of bytes that wait to be sent to one client. Precedent: InspIRCd's hard limit.
   */
  readonly maxQueueBytes: number;
  /** Maximum number of connections at a time, downloads included. */
  readonly maxClients: number;
  /** Maximum number of connections at a time from one IPv4 address or IPv6 /64; 0 is no limit. */
  readonly maxPerAddress: number;
  /** Requests a second from one client, after its burst; 0 is no limit. */
  readonly rate: number;
  /** Requests that a client may make at once. */
  readonly burst: number;
  /** Time for a connection to open a conversation. */
  readonly helloMs: number;
  /** Time for a frame to arrive completely. */
  readonly halfFrameMs: number;
  /** How long a client may be silent before it is pinged. */
  readonly pingAfterMs: number;
  /** How long a client may be silent after a ping. */
  readonly goneAfterMs: number;
  /** How long a client may take no byte of a download. */
  readonly stalledDownloadMs: number;
  /** Time for running downloads when the server stops. */
  readonly graceMs: number;
  /** How long others wait for a client that takes nothing before they send more. */
  readonly patienceMs: number;
}

/** The default limits. */
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
