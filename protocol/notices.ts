/**
 * What the server says: answers to requests, and notices that nobody asked for.
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
  /** Somebody spoke: to everyone, or to this client alone. One count runs through both kinds. */
  message: {
    from: "name",
    text: "string",
    private: "boolean?",
    time: "integer",
    seq: "integer",
  },
  /** Somebody took a first name. */
  joined: { name: "name", time: "integer" },
  /** Somebody with a name went away, or logged out. */
  left: { name: "name", time: "integer" },
  /** Somebody changed their name. */
  renamed: { from: "name", to: "name", time: "integer" },
  /** What the whole file of a download hashes to, in hexadecimal: the end of that conversation. */
  digest: { sha256: "string" },
  /** The server takes this client's requests more slowly from now on: so many a second. */
  slowed: { rate: "integer" },
  /** The last words of the server on this connection. */
  closing: { code: "string", message: "string" },
} as const satisfies Record<string, FieldTable>;

/** The types of notice there are. */
export type NoticeType = keyof typeof NOTICES;

/** Something that happened, as it is on the wire. */
export type Notice<T extends NoticeType = NoticeType> = {
  [K in T]: { readonly type: K } & FieldsOf<typeof NOTICES[K]>;
}[T];

/** What went wrong, as it is on the wire. */
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

/** An answer of which only the envelope has been checked. */
export interface RawReply {
  /** The id of the request. */
  readonly id: number;
  /** What was asked for, not checked yet. */
  readonly ok?: Record<string, unknown>;
  /** Why it was refused. */
  readonly error?: ErrorBody;
}

/**
 * Reads an answer out of a frame's payload.
 *
 * @param payload UTF-8 of a JSON object.
 * @returns The envelope; `ok` is still to be given to {@linkcode checkResult}.
 * @throws {ProtocolError} `malformed-packet` if it is no answer.
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
 * Checks what a successful answer holds.
 *
 * @param type The type of the request it answers.
 * @param ok The answer's `ok`.
 * @throws {ProtocolError} `malformed-packet` if a field is missing or of the wrong kind.
 */
export function checkResult<T extends RequestType>(
  type: T,
  ok: Record<string, unknown>,
): Result<T> {
  return checkFields(`The answer to ${type}`, ok, RESULTS[type]) as Result<T>;
}

/**
 * Reads a notice out of a frame's payload.
 *
 * @param payload UTF-8 of a JSON object.
 * @returns The notice; undefined if its type is one that a later version added.
 * @throws {ProtocolError} `malformed-packet` if it is no notice.
 */
export function parseNotice(payload: Uint8Array): Notice | undefined {
  const value = parseObject(payload);
  const { type } = checkFields("A notice", value, { type: "string" });
  if (!Object.hasOwn(NOTICES, type)) return undefined;
  return { type, ...checkFields(type, value, NOTICES[type as NoticeType]) } as Notice;
}

/**
 * What to tell a peer of an error: its own words if it is the peer's to know, else nothing of
 * what is inside the server.
 *
 * @param error Anything that was thrown.
 */
export function errorBody(error: unknown): ErrorBody {
  return error instanceof ProtocolError
    ? { code: error.code, message: clip(error.message, MAX_SENTENCE_CHARS) }
    : { code: "server-fault", message: "The server failed at this request" };
}
