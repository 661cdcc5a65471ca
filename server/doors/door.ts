import type { ErrorBody } from "../../protocol/mod.ts";
import type { Connection } from "../net/connection.ts";

/** One protocol that clients may speak on the server's port. */
export interface Door {
  /** What it is called in the log and in the metrics. */
  readonly name: string;
  /**
   * Judges the first bytes of a connection.
   *
   * @param first What has arrived so far: 1 to 8,192 bytes.
   * @returns Whether they are this door's protocol, or more bytes are needed to tell.
   */
  recognises(first: Uint8Array): "yes" | "no" | "more";
  /**
   * Serves a connection until either side ends it. Becomes its occupant first.
   *
   * @param first The bytes that have been read already.
   * @returns Why it ended, for the log.
   */
  serve(connection: Connection, first: Uint8Array): Promise<string>;
  /** Writes, in its own protocol, why the server does not serve a connection. */
  refusal(why: ErrorBody): Uint8Array;
}
