/** The port of NATS. */
const NATS_PORT = 4222;

/** What a room is called if the address does not say. */
const DEFAULT_ROOM = "room";

/** Names that fit a subject and a stream of NATS. */
const ROOM_NAME = /^[A-Za-z0-9_-]{1,32}$/;

/** Where and how to connect to NATS. */
export interface NatsAddress {
  /** Options of its client. */
  readonly options: {
    readonly servers: string;
    readonly user?: string;
    readonly pass?: string;
    readonly token?: string;
    readonly tls?: Record<never, never>;
    readonly creds?: Uint8Array;
  };
  /** The room's name. */
  readonly room: string;
  /** What it is called in messages: host and port, without a password. */
  readonly label: string;
}

/**
 * Reads the address of a NATS server, as `nats://[USER:PASSWORD@]HOST[:PORT][/ROOM]`; `tls://` encrypts.
 *
 * @throws {SyntaxError} If it is none.
 *
 * @example
 * ```ts
 * import { readNatsAddress } from "./nats_address.ts";
 *
 * readNatsAddress("nats://localhost:4222/lobby").room; // "lobby"
 * ```
 */
export function readNatsAddress(text: string): NatsAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^(nats|tls):$/.test(url.protocol) || url.hostname === "") {
    throw new SyntaxError(`--cluster must be nats://HOST:PORT, received ${withoutPassword(text)}`);
  }
  const room = url.pathname.replace(/^\//, "") || DEFAULT_ROOM;
  if (!ROOM_NAME.test(room)) {
    throw new SyntaxError(`--cluster: a room has letters, digits, _ and -, received ${room}`);
  }
  const label = `${url.hostname}:${url.port || NATS_PORT}`;
  return { room, label, options: { servers: label, ...loginOf(url), ...encryptionOf(url) } };
}

function loginOf({ username, password }: URL) {
  if (username === "") return {};
  const user = decodeURIComponent(username);
  return password === "" ? { token: user } : { user, pass: decodeURIComponent(password) };
}

function encryptionOf({ protocol }: URL) {
  return protocol === "tls:" ? { tls: {} } : {};
}

function withoutPassword(text: string): string {
  return text.replace(/\/\/[^@/]*@/, "//");
}
