/**
 * The requests of a client, and their results.
 *
 * @module
 */
import { ProtocolError } from "./errors.ts";
import { PROTOCOL_VERSION } from "./limits.ts";
import { checkFields, type FieldsOf, type FieldTable, isObject } from "./fields.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** The fields of each request, beside `id` and `type`. */
export const REQUESTS = {
  /**
   * Opens a chat conversation, and takes a name if there is one; or goes on with one that broke:
   * its secret proves whose it was, and `last` is the number of the last message received in `room`.
   * `history` asks for so many earlier messages.
   */
  hello: {
    version: "integer",
    name: "string?",
    secret: "string?",
    last: "integer?",
    room: "string?",
    history: "integer?",
  },
  /**
   * Begins to prove that the client knows the server's password, before `hello`: `share` is that of
   * an exchange which does not tell the password; `password` tells it.
   */
  unlock: { share: "string?", password: "string?" },
  /** Proves that the client knows the password, after the server's share. */
  prove: { proof: "string" },
  /** Takes a first name. */
  login: { name: "string" },
  /** Takes a first name, or changes it. */
  name: { name: "string" },
  /** Gives the name back and stays connected. */
  logout: {},
  /** Asks who is online: for the names from this place on. `name` is somebody who may be away. */
  who: { from: "integer?", name: "string?" },
  /** Sends a message to everyone else. */
  say: { text: "string" },
  /** Sends a private message. */
  tell: { to: "string", text: "string" },
  /** Asks for a page of the list of shared files, starting here. */
  files: { from: "integer?" },
  /** Asks for a ticket to download a file. */
  get: { name: "string" },
  /** Asks for a page of earlier messages: the newest, or with `after` the oldest. */
  history: { before: "integer?", after: "integer?", since: "integer?", count: "integer?" },
  /** Asks for the newest messages that hold every word of a text. */
  find: { text: "string", before: "integer?", since: "integer?", count: "integer?" },
  /** Asks for the list of requests. */
  help: {},
  /** Says goodbye: the server answers, then closes. */
  bye: {},
  /** Opens a download. */
  download: { version: "integer", ticket: "string", offset: "integer?" },
  /** Passes on a line that is no command. It is refused, as every unknown type is. */
  unknown: { asked: "string" },
} as const satisfies Record<string, FieldTable>;

/** The fields of the result of each request. */
export const RESULTS = {
  /**
   * `secret` is what to come back with, `seq` the number of the last message there was. If the
   * client has come back, `resumed` is true and `missed` messages follow; `older` is true if it has
   * missed others before them, which are not kept. `room` names the room, and `earlier` messages
   * follow that were asked for. `servers` are others of the same room, as `HOST:PORT`.
   */
  hello: {
    version: "integer",
    welcome: "string",
    name: "name?",
    secret: "string",
    seq: "integer",
    resumed: "boolean?",
    missed: "integer?",
    older: "boolean?",
    room: "string?",
    earlier: "integer?",
    servers: "string[]?",
  },
  unlock: { share: "string?" },
  prove: { proof: "string" },
  login: { name: "name" },
  name: { name: "name" },
  logout: {},
  /**
   * `count`: how many names there are, if these are not all of them. `away` is true if `name` is held
   * for somebody who may come back.
   */
  who: { names: "name[]", count: "integer?", away: "boolean?" },
  say: {},
  /**
   * `awayUntil`: the receiver is away, and gets the message if it is back by then (ms since 1970
   * UTC).
   */
  tell: { awayUntil: "integer?" },
  files: { message: "string", count: "integer", files: "file[]" },
  /** `modified`: when the file last changed, in ms since 1970 UTC. */
  get: { ticket: "string", size: "integer", modified: "integer" },
  /** `count` messages follow; `more` is true if there are others that fit the question. */
  history: { count: "integer", more: "boolean" },
  /** A search that ended early goes on with `reached` as `before`. */
  find: { count: "integer", more: "boolean", reached: "integer?" },
  help: { text: "string" },
  bye: {},
  /** The size header: `size - offset` raw bytes follow, then the notice `digest`. */
  download: { size: "integer", offset: "integer", modified: "integer" },
  unknown: {},
} as const satisfies Record<RequestType, FieldTable>;

/** The types of requests. */
export type RequestType = keyof typeof REQUESTS;

/** A request without its id. */
export type Ask<T extends RequestType = RequestType> = {
  [K in T]: { readonly type: K } & FieldsOf<typeof REQUESTS[K]>;
}[T];

/** A request as it is on the wire. */
export type Request<T extends RequestType = RequestType> = Ask<T> & { readonly id: number };

/** The result of a request. */
export type Result<T extends RequestType = RequestType> = FieldsOf<typeof RESULTS[T]>;

/**
 * Parses the payload of a request.
 *
 * @param payload A JSON object, in UTF-8 or as a string.
 * @returns The request, with checked fields. Its type is `unknown` if a later version added the
 * type. Of one that opens a conversation in another version, only `version`, whatever else it
 * holds.
 * @throws {ProtocolError} `malformed-packet` if the payload is not a request. If its id could be
 * read, this is a {@linkcode MalformedRequestError}.
 */
export function parseRequest(payload: Uint8Array | string): Request {
  const value = parseObject(payload);
  const { id } = checkFields("A request", value, { id: "integer" });
  const { type } = checkRequest(value, id, { type: "string" });
  if (!isRequestType(type)) return { id, type: "unknown", asked: type };
  if (opens(type) && isOtherVersion(value.version)) return { id, type, version: value.version };
  return { id, type, ...checkRequest(value, id, REQUESTS[type], type) } as Request;
}

/** Whether a request of this type says which version of the protocol the client speaks. */
function opens(type: RequestType): type is "hello" {
  return type === "hello" || type === "download";
}

/** Whether a version is one of which nothing is known, the other fields of its requests included. */
function isOtherVersion(version: unknown): version is number {
  return Number.isSafeInteger(version) && version !== PROTOCOL_VERSION;
}

/** A malformed request whose id is known. */
export class MalformedRequestError extends ProtocolError {
  /** The name of the class, shown in stack traces. */
  override name = "MalformedRequestError";

  /**
   * Makes an error for the peer.
   *
   * @param message What is wrong with the request.
   * @param id The request's id.
   */
  constructor(message: string, readonly id: number) {
    super("malformed-packet", message);
  }
}

/**
 * Tells whether there is a request of this type.
 *
 * @param type Any string.
 */
export function isRequestType(type: string): type is RequestType {
  return Object.hasOwn(REQUESTS, type);
}

/**
 * Parses a payload that is a JSON object.
 *
 * @param payload A JSON object, in UTF-8 or as a string.
 * @throws {ProtocolError} `malformed-packet` if it is anything else.
 */
export function parseObject(payload: Uint8Array | string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(typeof payload === "string" ? payload : UTF8.decode(payload));
  } catch (cause) {
    throw new ProtocolError("malformed-packet", "A payload is JSON in UTF-8", { cause });
  }
  if (!isObject(value)) throw new ProtocolError("malformed-packet", "A payload is a JSON object");
  return value;
}

function checkRequest<T extends FieldTable>(
  value: Record<string, unknown>,
  id: number,
  fields: T,
  what = "A request",
): FieldsOf<T> {
  try {
    return checkFields(what, value, fields);
  } catch (error) {
    throw new MalformedRequestError((error as Error).message, id);
  }
}
