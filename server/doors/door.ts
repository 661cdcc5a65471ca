import type { ErrorBody } from "../../protocol/mod.ts";
import type { Connection } from "../net/connection.ts";

/** One protocol that clients may speak on the server's port. */
export interface Door {
  /** Its name in the log and in the metrics. */
  readonly name: string;
  /**
   * Decides whether the first bytes of a connection are this door's protocol.
   *
   * @param first The bytes so far: 1 to 8,192.
   * @returns `more` if further bytes are needed to decide.
   */
  recognises(first: Uint8Array): "yes" | "no" | "more";
  /**
   * Serves a connection until either side ends it. Sets the connection's occupant first.
   *
   * @param first The bytes that have been read already.
   * @returns Why it ended, for the log.
   */
  serve(connection: Connection, first: Uint8Array): Promise<string>;
  /**
   * Serves a connection for which the server has no room: what the door serves nevertheless, such as
   * a download, or else why not. Without this method, every client is told why not.
   */
  serveRefused?(connection: Connection, first: Uint8Array, why: ErrorBody): Promise<string>;
  /** Encodes, in its own protocol, why the server refuses a connection. */
  refusal(why: ErrorBody): Uint8Array;
}
