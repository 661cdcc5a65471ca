import type { Target } from "../net/target.ts";
import type { ServerWire } from "../net/server_wire.ts";
import type { Clock } from "./clock.ts";
import type { ConversationEvent } from "./events.ts";
import type { PasswordSource } from "./password_source.ts";

/** Options of a conversation. */
export interface ConversationOptions {
  /** The server; that whose turn it is, if there are several. */
  readonly target: Target;
  /** Connects to the server. */
  dial: () => Promise<ServerWire>;
  /** The password that the user gave, if any. */
  password?: PasswordSource;
  /** Whether to connect again when the connection is lost. */
  reconnect: boolean;
  /** The name to ask for when reconnecting, if there is one. */
  name: () => string | undefined;
  /** The clock. */
  clock: Clock;
  /**
   * How many earlier messages to ask for.
   *
   * @default {0}
   */
  earlier?: number;
  /** Random numbers from 0 to 1. */
  random: () => number;
  /**
   * Turns to the next server of the room.
   *
   * @returns Whether it is one that was not tried since the client was greeted last.
   */
  turn?: () => boolean;
  /** Told that a server has greeted the client, and of the others of its room. */
  onGreeted?: (servers?: readonly string[]) => void;
  /** Takes events, in order with the answers. */
  onEvent: (event: ConversationEvent) => void;
}
