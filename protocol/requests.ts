/**
 * What a client can ask for, and what the answers hold.
 *
 * @module
 */
import { ProtocolError } from "./errors.ts";
import { checkFields, type FieldsOf, type FieldTable, isObject } from "./fields.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** The fields of each request, beside `id` and `type`. */
export const REQUESTS = {
  /**
   * Opens a chat conversation, and takes a name if there is one; or goes on with one that broke:
   * its secret proves whose it was, and `last` is the number of the last message received.
   */
  hello: { version: "integer", name: "string?", secret: "string?", last: "integer?" },
  /** Takes a first name. */
  login: { name: "string" },
  /** Takes a first name, or changes it. */
  name: { name: "string" },
  /** Gives the name back and stays connected. */
  logout: {},
  /** Asks who is online. */
  who: {},
  /** Says something to everyone else. */
  say: { text: "string" },
  /** Says something to one. */
  tell: { to: "string", text: "string" },
  /** Asks for a page of the list of shared files, from this place on. */
  files: { from: "integer?" },
  /** Asks for a ticket to download a file. */
  get: { name: "string" },
  /** Asks what can be asked. */
  help: {},
  /** Says goodbye: the server answers, then closes. */
  bye: {},
  /** Opens a download conversation. */
  download: { version: "integer", ticket: "string", offset: "integer?" },
  /** Passes on what a user typed and no command is; refused as every unknown type is. */
  unknown: { asked: "string" },
} as const satisfies Record<string, FieldTable>;

/** The fields of the answer to each request that succeeded. */
export const RESULTS = {
  /**
   * `secret` is what to come back with, `seq` the number of the last message there was. If the
   * client has come back, `resumed` is true and `missed` messages follow; `older` is true if it has
   * missed others before them, which are not kept.
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
  },
  login: { name: "name" },
  name: { name: "name" },
  logout: {},
  who: { names: "name[]" },
  say: {},
  /** `awayUntil`: the receiver is away; it gets the message if it is back by then, ms since 1970 UTC. */
  tell: { awayUntil: "integer?" },
  files: { message: "string", count: "integer", files: "file[]" },
  /** `modified`: when the file last changed, in ms since 1970 UTC. */
  get: { ticket: "string", size: "integer", modified: "integer" },
  help: { text: "string" },
  bye: {},
  /** The size header: `size - offset` raw bytes follow, then the notice `digest`. */
  download: { size: "integer", offset: "integer", modified: "integer" },
  unknown: {},
} as const satisfies Record<RequestType, FieldTable>;

/** The types of request there are. */
export type RequestType = keyof typeof REQUESTS;

/** What a client asks, before it has an id. */
export type Ask<T extends RequestType = RequestType> = {
  [K in T]: { readonly type: K } & FieldsOf<typeof REQUESTS[K]>;
}[T];

/** A request as it is on the wire. */
export type Request<T extends RequestType = RequestType> = Ask<T> & { readonly id: number };

/** The answer to a request that succeeded. */
export type Result<T extends RequestType = RequestType> = FieldsOf<typeof RESULTS[T]>;

/**
 * Reads a request out of a frame's payload.
 *
 * @param payload UTF-8 of a JSON object.
 * @returns The request, its fields checked; `unknown` if its type is one that a later version added.
 * @throws {ProtocolError} `malformed-packet` if the payload is no request; where its id could be
 * read, as a {@linkcode MalformedRequestError}.
 */
export function parseRequest(payload: Uint8Array): Request {
  const value = parseObject(payload);
  const { id } = checkFields("A request", value, { id: "integer" });
  const { type } = checkRequest(value, id, { type: "string" });
  if (!isRequestType(type)) return { id, type: "unknown", asked: type };
  return { id, type, ...checkRequest(value, id, REQUESTS[type], type) } as Request;
}

/** A request that breaks the format, with the id to answer under. */
export class MalformedRequestError extends ProtocolError {
  /** The class, for those who read the error. */
  override name = "MalformedRequestError";

  /**
   * Makes an error for the peer.
   *
   * @param message What is wrong with it.
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
 * Reads a JSON object out of a frame's payload.
 *
 * @param payload UTF-8 of a JSON object.
 * @throws {ProtocolError} `malformed-packet` if it is anything else.
 */
export function parseObject(payload: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(UTF8.decode(payload));
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
