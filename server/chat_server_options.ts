import type { MakePlainSession } from "../types/plain_session.d.ts";
import type { Limits } from "./admission/limits.ts";
import { everySecond, type Ticker } from "./admission/ticker.ts";
import type { WebOptions } from "./doors/make_doors.ts";
import type { IrcOptions } from "./doors/irc/irc_door.ts";
import type { SharedFolder } from "./files/shared_folder.ts";
import type { Journal } from "./journal/journal.ts";
import type { ServerIdentity } from "./net/tls/identity_file.ts";
import type { Log } from "./observability/log.ts";
import type { Welcome } from "./room/welcome.ts";

/** Options of {@linkcode ChatServer.listen}. */
export interface ChatServerOptions {
  /** Port to listen on, 0 to 65,535. With 0, the system picks a free one. */
  port: number;
  /**
   * Address to listen on.
   *
   * @default {"0.0.0.0"}
   */
  hostname?: string;
  /** What the server proves to be; with it, every connection is encrypted. */
  identity?: ServerIdentity;
  /**
   * Whether to refuse names that look like one in use.
   *
   * @default {false}
   */
  strictNames?: boolean;
  /** What everybody who joins has to know. */
  password?: string;
  /** The shared folder. */
  folder: SharedFolder;
  /**
   * Makes the greeting of a new client.
   *
   * @default {defaultWelcome}
   */
  welcome?: Welcome;
  /** Limits that differ from {@linkcode DEFAULT_LIMITS}. */
  limits?: Partial<Limits>;
  /**
   * What IRC clients are told of the server.
   *
   * @default {{}}
   */
  irc?: IrcOptions;
  /**
   * Loads what people with `nc` or `telnet` type and see; without it, they are turned away.
   *
   * @default {undefined}
   */
  loadSessions?: () => Promise<MakePlainSession>;
  /**
   * Numbers and keeps what is said; closed with the server.
   *
   * @default {MemoryJournal}
   */
  journal?: Journal;
  /** Takes the events for the log. By default, they are dropped. */
  log?: Log;
  /**
   * The time, in ms since 1970 UTC.
   *
   * @default {Date.now}
   */
  now?: () => number;
  /**
   * The time of a monotonic clock in ms, for periods.
   *
   * @default {performance.now}
   */
  monotonic?: () => number;
  /**
   * Makes tickets and secrets: unguessable strings, a new one at each call.
   *
   * @default {crypto.randomUUID}
   */
  random?: () => string;
  /**
   * How browsers are served; false to serve none.
   *
   * @default {{}}
   */
  web?: false | WebOptions;
  /**
   * Drives the deadlines.
   *
   * @default {everySecond}
   */
  ticker?: Ticker;
}

/** The options of a server, and what it is given from outside even if nobody chose it. */
export type ChatServerSettings =
  & ChatServerOptions
  & Required<Pick<ChatServerOptions, "log" | "now" | "monotonic" | "random" | "ticker">>;

/** Adds the clocks, the chance and the log that a server has by default. */
export function withDefaults(options: ChatServerOptions): ChatServerSettings {
  return {
    ...options,
    log: options.log ?? (() => {}),
    now: options.now ?? Date.now,
    monotonic: options.monotonic ?? (() => performance.now()),
    random: options.random ?? (() => crypto.randomUUID()),
    ticker: options.ticker ?? everySecond,
  };
}
