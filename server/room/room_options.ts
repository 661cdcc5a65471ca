import type { Clocks } from "./handlers/clocks.ts";
import type { Newcomers } from "./handlers/entering.ts";
import type { Past } from "./past.ts";
import type { SkeletonOf } from "./skeleton.ts";
import type { VisitOf } from "./visits.ts";
import type { Welcome } from "./welcome.ts";

/** Options of a room. */
export interface RoomOptions {
  /** The messages to everyone that are kept. */
  past: Past;
  /** Reads the clocks for events. */
  clocks: Clocks;
  /** Makes numbers and secrets for newcomers. */
  newcomers: Newcomers;
  /**
   * Makes the greeting of a newcomer.
   *
   * @default {defaultWelcome}
   */
  welcome?: Welcome;
  /**
   * Tells which names look the same.
   *
   * @default {asciiSkeleton}
   */
  skeletonOf?: SkeletonOf;
  /**
   * Makes what the room knows a client by that comes back, from its secret.
   *
   * @default the secret itself
   */
  tokenOf?: (secret: string) => string;
  /**
   * Whether private messages wait for a client that is away.
   *
   * @default {true}
   */
  keepsPrivate?: boolean;
  /**
   * Where else clients find this room, as `HOST:PORT`: on the other servers of a cluster.
   *
   * @default {undefined}
   */
  elsewhere?: () => readonly string[];
  /**
   * Whether to refuse names that look like one in use.
   *
   * @default {false}
   */
  strictNames?: boolean;
  /**
   * Makes the ids of visits, `by` in notices.
   *
   * @default {undefined} without such ids
   */
  visitOf?: VisitOf;
}
