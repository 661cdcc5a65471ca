import type { ErrorBody } from "../../../protocol/mod.ts";
import type { Hub } from "../../hub/hub.ts";
import type { Connection } from "../../net/connection.ts";
import type { Log } from "../../observability/log.ts";
import type { Metrics } from "../../observability/metrics.ts";
import type { Door } from "../door.ts";
import type { Capability } from "./capabilities.ts";
import { IrcClients } from "./irc_clients.ts";
import type { IrcContext } from "./irc_context.ts";
import { IrcEncodings } from "./irc_encoding.ts";
import { opensIrc } from "./irc_message.ts";
import { sourceOf } from "./irc_roster.ts";
import { IrcSession } from "./irc_session.ts";
import { IrcWorld } from "./irc_world.ts";
import { RPL } from "./numerics.ts";

/** What an operator may choose for the IRC door. */
export interface IrcOptions {
  /**
   * Name of the server, as clients see it.
   *
   * @default {"chat.local"}
   */
  readonly serverName?: string;
  /**
   * Name of the network, as clients see it.
   *
   * @default {"chat"}
   */
  readonly network?: string;
  /**
   * Name and password of whoever may become operator.
   *
   * @default {undefined}
   */
  readonly operator?: { readonly name: string; readonly password: string };
}

/** What the IRC door is given. */
export interface IrcDoorOptions extends IrcOptions {
  /** What clients talk to. */
  readonly hub: Hub;
  /** Takes faults for the log. */
  readonly log: Log;
  /** Counts requests and errors. */
  readonly metrics: Metrics;
  /** The time, in ms since 1970 UTC. */
  readonly now: () => number;
  /** Makes a link to the text of a message, by its number. */
  readonly linkTo?: (seq: number) => string | undefined;
  /** Makes a link to a shared file. */
  readonly fileLink?: (name: string, ticket?: string) => string;
}

/** Most bytes of a first line. */
const MAX_FIRST_LINE_BYTES = 512;

/** What a first line begins with, in upper or lower case. */
const FIRST_WORDS = ["CAP ", "NICK ", "PASS ", "PING ", "QUIT", "USER "];

const LF = 0x0a;
const CR = 0x0d;
const UTF8 = new TextEncoder();
const TEXT = new TextDecoder();

/** Whether bytes without a line end could become a first line of IRC. */
function mayOpenIrc(first: Uint8Array): boolean {
  const start = TEXT.decode(first.subarray(0, 5)).toUpperCase();
  return first.length < MAX_FIRST_LINE_BYTES &&
    FIRST_WORDS.some((word) => word.startsWith(start) || start.startsWith(word));
}

/** Tells those who monitor a nick that somebody has it, or that nobody has it any more. */
function tellOfNick(clients: IrcClients, nick: string, command: string, what: string): void {
  clients.tellWatchers(nick, (watcher) => ({ command, params: [watcher.nick, what] }));
}

/** The door for IRC. Its clients begin with one of the commands that open an IRC connection. */
export class IrcDoor implements Door {
  /** Its name. */
  readonly name = "irc";
  readonly #context: IrcContext;

  /** Makes a door to a hub. */
  constructor(options: IrcDoorOptions) {
    const { serverName = "chat.local", network = "chat", hub, now, linkTo } = options;
    const startedAt = now();
    const clients = new IrcClients();
    const world = new IrcWorld({
      room: hub.past.room,
      linkTo,
      names: () => hub.names,
      cameAt: (name) => hub.cameAt(name),
      onCame: (member) => tellOfNick(clients, member.nick, RPL.MONONLINE, sourceOf(member)),
      onGone: (nick) => tellOfNick(clients, nick, RPL.MONOFFLINE, nick),
    });
    const shared = { world, server: serverName, now };
    this.#context = {
      ...options,
      ...shared,
      network,
      startedAt,
      version: "chat",
      clients,
      encodings: new IrcEncodings(shared),
      unoffered: new Set<Capability>(),
    };
  }

  /** Recognises a whole first line. */
  recognises(first: Uint8Array): "yes" | "no" | "more" {
    const end = first.findIndex((byte) => byte === LF || byte === CR);
    if (end < 0) return mayOpenIrc(first) ? "more" : "no";
    return opensIrc(TEXT.decode(first.subarray(0, end))) ? "yes" : "no";
  }

  /** Serves a client. */
  serve(connection: Connection, first: Uint8Array): Promise<string> {
    return new IrcSession(connection, this.#context).run(first);
  }

  /** The line ERROR. */
  refusal({ message }: ErrorBody): Uint8Array {
    return UTF8.encode(`ERROR :Closing link: ${message}\r\n`);
  }
}
