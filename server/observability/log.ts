import { byteCount } from "../../protocol/mod.ts";
import type { NameChange } from "../room/events.ts";

/** Which client an event is about. */
export interface Subject {
  /** The connection, as `IP:PORT`. */
  readonly peer: string;
  /** The name it has or had, if any. */
  readonly name?: string;
}

/** An event for the server's log. */
export type LogEvent =
  | { readonly type: "listening"; readonly address: string }
  | { readonly type: "inviting"; readonly command: string }
  | { readonly type: "page"; readonly url: string }
  | { readonly type: "made-folder"; readonly folder: string }
  | { readonly type: "sharing"; readonly files: number; readonly folder: string }
  | { readonly type: "metrics"; readonly url: string }
  | { readonly type: "history"; readonly file: string; readonly since?: string }
  | { readonly type: "damaged"; readonly file: string }
  | { readonly type: "not-keeping"; readonly reason: string }
  | { readonly type: "keeping"; readonly lost: number }
  | { readonly type: "in-room"; readonly servers: number }
  | { readonly type: "cut-off" }
  | { readonly type: "waiting-for-room" }
  | { readonly type: "server-joined"; readonly server: string }
  | { readonly type: "server-gone"; readonly server: string }
  | { readonly type: "limited"; readonly connections: number; readonly wanted: number }
  | { readonly type: "not-accepting"; readonly reason: string }
  | { readonly type: "dropped"; readonly lines: number }
  | Subject & { readonly type: "connection" }
  | Subject & NameChange
  | Subject & { readonly type: "ended"; readonly reason: string }
  | Subject & { readonly type: "sending"; readonly file: string; readonly bytes: number }
  | Subject & { readonly type: "refused"; readonly reason: string }
  | Subject & { readonly type: "removed"; readonly reason: string }
  | Subject & { readonly type: "slowed"; readonly rate: number }
  | Subject & { readonly type: "fault"; readonly error: string }
  | { readonly type: "closing"; readonly reason: string }
  | { readonly type: "waiting"; readonly downloads: number; readonly seconds: number };

/** Takes events as they happen. */
export type Log = (event: LogEvent) => void;

/**
 * Describes an event in words.
 *
 * @example
 * ```ts
 * import { describe } from "./log.ts";
 *
 * describe({ type: "connection", peer: "[::1]:40112" }); // "connection from [::1]:40112"
 * ```
 */
export function describe(event: LogEvent): string {
  switch (event.type) {
    case "listening":
      return `listening on ${event.address}`;
    case "inviting":
      return `join with: ${event.command}`;
    case "made-folder":
      return `created the folder ${event.folder}`;
    case "page":
      return `or open ${event.url} in a browser`;
    case "sharing":
      return `sharing ${countFiles(event.files)} from ${event.folder}`;
    case "metrics":
      return `metrics on ${event.url}`;
    case "history":
      return `keeping messages in ${event.file}${since(event.since)}`;
    case "damaged":
      return `the history was damaged and is now ${event.file}; a new one was begun`;
    case "not-keeping":
      return `messages are not kept for now: ${event.reason}`;
    case "keeping":
      return `messages are kept again; ${countMessages(event.lost)} could not be kept`;
    case "in-room":
      return `in the room with ${count(event.servers - 1, "other server")}`;
    case "cut-off":
      return "cut off from the other servers of the room: clients are sent to them";
    case "waiting-for-room":
      return "waiting for the other servers of the room, some 10 seconds if there are none";
    case "server-joined":
      return `the server ${event.server} is in the room`;
    case "server-gone":
      return `the server ${event.server} is gone; its clients may come back elsewhere`;
    case "limited":
      return `only ${event.connections} of ${event.wanted} connections are possible: ` +
        "the system limits open files; raise the limit with ulimit -n";
    case "not-accepting":
      return `cannot accept connections for now: ${event.reason}`;
    case "dropped":
      return `${count(event.lines, "line")} of the log missing here: could not be written`;
    case "connection":
      return `connection from ${event.peer}`;
    case "named":
      return `${event.peer} is ${event.name}`;
    case "resumed":
      return `${event.peer} is ${event.name} again`;
    case "renamed":
      return `${event.peer} is ${event.name}, was ${event.from}`;
    case "unnamed":
      return `${event.peer} gave back the name ${event.from}`;
    case "ended":
      return `${who(event)} ended: ${event.reason}`;
    case "sending":
      return `${who(event)} gets ${event.file}, ${byteCount(event.bytes)}`;
    case "removed":
      return `${who(event)} removed by the operator: ${event.reason}`;
    case "refused":
      return `${who(event)} refused: ${event.reason}`;
    case "slowed":
      return `${who(event)} sends too fast, and is read at ${event.rate} messages a second`;
    case "fault":
      return `${who(event)} fault: ${event.error}`;
    case "closing":
      return `closing: ${event.reason}`;
    case "waiting":
      return `waiting for ${count(event.downloads, "download")} to end, ` +
        `${count(event.seconds, "second")} at most; stop the server again to end now`;
  }
}

/** Says a number of files. */
export function countFiles(files: number): string {
  return count(files, "file");
}

function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number} ${what}s`;
}

function since(day: string | undefined): string {
  return day === undefined ? "" : `, since ${day}`;
}

function countMessages(count: number): string {
  return count === 1 ? "1 message" : `${count} messages`;
}

function who({ peer, name }: Subject): string {
  return name === undefined ? peer : `${peer} (${name})`;
}
