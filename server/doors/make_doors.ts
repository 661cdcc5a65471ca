import type { MakePlainSession } from "../../types/plain_session.d.ts";
import type { FileService } from "../files/file_service.ts";
import type { GuestContext } from "./connection_guest.ts";
import type { Door } from "./door.ts";
import { HttpDoor } from "./http/http_door.ts";
import { IrcDoor, type IrcOptions } from "./irc/irc_door.ts";
import { linksTo } from "./links.ts";
import { NativeDoor } from "./native/native_door.ts";
import { TextDoor } from "./text/text_door.ts";

/** How long an HTTP connection is kept for another request, in ms. */
const KEEP_ALIVE_MS = 5_000;

/** How browsers are served. */
export interface WebOptions {
  /**
   * Names that browsers may call the server by, beside addresses and names of a local network.
   *
   * @default {[]}
   */
  readonly hosts?: readonly string[];
  /**
   * Makes the address for links, given the port.
   *
   * @default the port on localhost
   */
  readonly address?: (port: number) => string;
  /**
   * How long a connection is kept for another request, in ms.
   *
   * @default {5_000}
   */
  readonly keepAliveMs?: number;
}

/** What the doors of a server are made of. */
export interface DoorsOptions extends GuestContext {
  /** The shared folder. */
  readonly files: FileService;
  /** The time, in ms since 1970 UTC. */
  readonly now: () => number;
  /** The port that clients come in on. */
  readonly port: number;
  /** What IRC clients are told of the server. */
  readonly irc?: IrcOptions;
  /** How browsers are served; false to serve none. */
  readonly web?: false | WebOptions;
  /** Loads what people with `nc` or `telnet` type and see; without it, they are turned away. */
  readonly loadSessions?: () => Promise<MakePlainSession>;
}

/** Makes the protocols that clients may speak, in the order in which they are asked. */
export function makeDoors(options: DoorsOptions): Door[] {
  const { hub, log, metrics, now, files, port, irc, web = {}, loadSessions } = options;
  const { hasPassword } = hub;
  const shared = { hub, log, metrics, now };
  const address = web && (web.address?.(port) ?? `http://localhost:${port}`);
  const links = address ? linksTo(address) : undefined;
  const fileLink = links?.fileLink;
  // A file has tickets; a text would be there for all who have its link.
  const linkTo = hasPassword ? undefined : links?.linkTo;
  const doors: Door[] = [new NativeDoor({ ...shared, files })];
  if (web) {
    const { hosts = [], keepAliveMs = KEEP_ALIVE_MS } = web;
    doors.push(new HttpDoor({ ...shared, files, hosts, hasPassword, keepAliveMs }));
  }
  doors.push(new IrcDoor({ ...irc, ...shared, fileLink, linkTo }));
  if (loadSessions) doors.push(new TextDoor({ ...shared, fileLink, loadSessions }));
  return doors;
}
