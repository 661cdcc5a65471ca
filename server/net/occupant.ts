import type { ErrorBody } from "../../protocol/mod.ts";
import type { Stage } from "../admission/deadlines.ts";

/** What is served on a connection, as the server's clock, its closing and the queue see it. */
export interface Occupant {
  /** What kind of conversation it is: which deadlines it has. */
  readonly stage: Stage;
  /** Bytes held of a request that has arrived in part. */
  readonly pendingBytes: number;
  /** How many requests have arrived whole. */
  readonly received: number;
  /** The name that its client has or had, for the log. */
  readonly name?: string;
  /** Asks the client whether it is still there. */
  ping(): void;
  /** Ends it because a deadline has passed: says so if it can still be said, then ends. */
  expire(why: ErrorBody): void;
  /** Ends it because the server closes: says so, then ends; a running download goes on. */
  close(why: ErrorBody): Promise<void>;
  /** Ends it because more waits to be sent than may. Is called from within a broadcast: must not wait. */
  overflow(bytes: number): void;
  /** Notes that the connection broke while it was written to, and is closed. */
  broke(): void;
}
