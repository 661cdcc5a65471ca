import type { MakePlainSession } from "../../../types/plain_session.d.ts";
import type { Hub } from "../../hub/hub.ts";
import type { Log } from "../../observability/log.ts";
import type { Metrics } from "../../observability/metrics.ts";

/** What all conversations of the text door share. */
export interface TextContext {
  /** What people talk to. */
  readonly hub: Hub;
  /** Takes faults for the log. */
  readonly log: Log;
  /** Counts requests and errors. */
  readonly metrics: Metrics;
  /** The time, in ms since 1970 UTC. */
  readonly now: () => number;
  /** Makes the session that reads what a person types and writes what a person sees. */
  readonly makeSession: MakePlainSession;
  /** Makes a link to a shared file; nothing if files are not served to browsers. */
  readonly fileLink?: (name: string) => string;
}
