/**
 * What the server sends: replies to requests, and notices.
 *
 * @module
 */
import { type ErrorCode, ProtocolError } from "./errors.ts";
import { checkFields, type FieldsOf, type FieldTable, isObject } from "./fields.ts";
import { MAX_SENTENCE_CHARS } from "./limits.ts";
import { parseObject, type RequestType, type Result, RESULTS } from "./requests.ts";
import { clip } from "./text.ts";

/** The fields of each notice, beside `type`. Times are the server's, in ms since 1970 UTC. */
export const NOTICES = {
  /**
   * Somebody sent a message, to everyone or to this client only. Both kinds are numbered together.
   * `earlier` marks those that were asked for from the past. `by` is an opaque id of the visit that
   * something comes from, the same until that is over: names can change hands.
   */
  message: {
    from: "name",
    text: "string",
    private: "boolean?",
    time: "integer",
    seq: "integer",
    earlier: "boolean?",
    by: "string?",
  },
  /** Somebody took a first name. `like` is a name in use that it looks like. */
  joined: { name: "name", time: "integer", like: "name?", by: "string?" },
  /** Somebody with a name left or logged out. `removed` is why the operator removed them. */
  left: { name: "name", time: "integer", removed: "string?", by: "string?" },
  /** Somebody changed their name. */
  renamed: { from: "name", to: "name", time: "integer", like: "name?", by: "string?" },
  /** So many joined and left within a second, and so many are there: in place of telling of each. */
  crowd: { joined: "integer", left: "integer", online: "integer", time: "integer" },
  /** SHA-256 of the whole file, in hexadecimal: the end of a download. */
  digest: { sha256: "string" },
  /** The server reads this client's requests more slowly from now on: this many a second. */
  slowed: { rate: "integer" },
  /** The server closes this connection, and says why. */
  closing: { code: "string", message: "string" },
} as const satisfies Record<string, FieldTable>;

/** The types of notices. */
export type NoticeType = keyof typeof NOTICES;

/** A notice as it is on the wire. */
export type Notice<T extends NoticeType = NoticeType> = {
  [K in T]: { readonly type: K } & FieldsOf<typeof NOTICES[K]>;
}[T];

/** An error as it is on the wire. */
export interface ErrorBody {
  /** One of the stable codes, or one that a later version added. */
  readonly code: ErrorCode | (string & Record<never, never>);
  /** A sentence for people. */
  readonly message: string;
}

/** The answer to the request with the same id: either `ok` or `error`. */
export type Reply =
  | { readonly id: number; readonly ok: Result }
  | { readonly id: number; readonly error: ErrorBody };

/** A reply of which only the envelope has been checked. */
export interface RawReply {
  /** The id of the request. */
  readonly id: number;
  /** The result, not checked yet. */
  readonly ok?: Record<string, unknown>;
  /** Why it was refused. */
  readonly error?: ErrorBody;
}

/**
 * Parses the payload of a reply.
 *
 * @param payload UTF-8 of a JSON object.
 * @returns The envelope. Check `ok` with {@linkcode checkResult}.
 * @throws {ProtocolError} `malformed-packet` if it is not a reply.
 */
export function parseReply(payload: Uint8Array): RawReply {
  const value = parseObject(payload);
  const { id } = checkFields("A reply", value, { id: "integer" });
  if (isObject(value.ok)) return { id, ok: value.ok };
  if (isObject(value.error)) {
    return { id, error: checkFields("error", value.error, { code: "string", message: "string" }) };
  }
  throw new ProtocolError("malformed-packet", "A reply has ok or error");
}

/**
 * Checks the result of a successful request.
 *
 * @param type The type of the request it answers.
 * @param ok The reply's `ok`.
 * @throws {ProtocolError} `malformed-packet` if a field is missing or of the wrong kind.
 */
export function checkResult<T extends RequestType>(
  type: T,
  ok: Record<string, unknown>,
): Result<T> {
  return checkFields(`The answer to ${type}`, ok, RESULTS[type]) as Result<T>;
}

/**
 * Parses the payload of a notice.
 *
 * @param payload UTF-8 of a JSON object.
 * @returns The notice, or undefined if its type is unknown: a later version may have added it.
 * @throws {ProtocolError} `malformed-packet` if it is not a notice.
 */
export function parseNotice(payload: Uint8Array): Notice | undefined {
  const value = parseObject(payload);
  const { type } = checkFields("A notice", value, { type: "string" });
  if (!Object.hasOwn(NOTICES, type)) return undefined;
  return { type, ...checkFields(type, value, NOTICES[type as NoticeType]) } as Notice;
}

/**
 * Converts an error for the peer: a {@linkcode ProtocolError} as it is, any other without details
 * of the server.
 *
 * @param error Anything that was thrown.
 */
export function errorBody(error: unknown): ErrorBody {
  return error instanceof ProtocolError
    ? { code: error.code, message: clip(error.message, MAX_SENTENCE_CHARS) }
    : { code: "server-fault", message: "The server failed at this request" };
}
