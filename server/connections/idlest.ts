import type { Connection } from "../net/connection.ts";

/** What is known of a connection that may have to make room. */
export interface Placed {
  /** Whether it still has its place at the door. */
  readonly hasPlace: boolean;
}

/**
 * Finds the connection to make room for another one: of those that have a place, whose client has no
 * name and downloads nothing, the one that has been silent longest. Those that never asked anything
 * come first.
 *
 * @returns Undefined if all are in use.
 */
export function idlestOf(open: ReadonlyMap<Connection, Placed>): Connection | undefined {
  let idlest: Connection | undefined;
  for (const [connection, { hasPlace }] of open) {
    if (!hasPlace || !isIdle(connection)) continue;
    if (!idlest || rankOf(connection) < rankOf(idlest)) idlest = connection;
  }
  return idlest;
}

function isIdle({ occupant, ending }: Connection): boolean {
  return ending === undefined && occupant !== undefined && occupant.stage !== "download" &&
    occupant.name === undefined;
}

function rankOf({ occupant, waitingSince = Infinity }: Connection): number {
  return occupant?.received === 0 ? waitingSince - Number.MAX_SAFE_INTEGER : waitingSince;
}
