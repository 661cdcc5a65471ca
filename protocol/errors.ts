/**
 * What can go wrong in a conversation, by stable code.
 *
 * @module
 */

/** Every error code a server sends, with what it means. Codes never change; sentences may. */
export const ERROR_CODES = {
  "malformed-packet": "the bytes are no frame, or the frame is no message; the connection closes",
  "frame-too-large": "the announced length is past the limit; the connection closes",
  "version-unsupported": "the server does not speak this protocol version; the connection closes",
  "unknown-request": "no request has this type",
  "out-of-order": "hello or download comes first, and comes once",
  "not-named": "this request needs a name",
  "already-named": "login is for the nameless; name changes a name",
  "name-bad": "the name breaks a naming rule",
  "name-taken": "somebody else has this name",
  "password-needed": "the server asks for a password before hello",
  "password-wrong": "the password is not the server's; the connection closes",
  "no-such-user": "nobody online has this name",
  "text-bad": "the text is empty or too long",
  "no-such-file": "the shared folder has no such file",
  "files-unavailable": "the shared folder cannot be read",
  "history-unavailable": "the earlier messages cannot be read",
  "ticket-wrong": "the download ticket is unknown, used or expired",
  "outcome-unknown": "the request was obeyed or refused long ago; which, is forgotten",
  "too-many": "the server is full, or has too many connections from this address; it closes",
  "too-fast": "the client sent far more than its rate allows; the connection closes",
  "too-slow": "the client did not take what was sent to it; the connection closes",
  "timed-out": "the client was silent for too long, or in mid-frame; the connection closes",
  "removed": "the operator removed the client; the connection closes",
  banned: "the operator does not let the client in; the connection closes",
  "server-closing": "the server is going down",
  "cut-off": "the server has lost contact with the others of its room; try again",
  "server-busy": "the server cannot do this now; try again",
  "server-fault": "the server failed at this request",
} as const;

/** One of the stable error codes. */
export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * An error that the peer caused and must be told about.
 *
 * @example Refusing a name
 * ```ts
 * import { ProtocolError } from "./errors.ts";
 *
 * const error = new ProtocolError("name-taken", "The name alice is taken");
 * console.log(error.code, error.message);
 * ```
 */
export class ProtocolError extends Error {
  /** The name of the class, shown in stack traces. */
  override name = "ProtocolError";

  /**
   * Makes an error for the peer.
   *
   * @param code Stable code, for programs.
   * @param message Sentence without a final period, for people.
   */
  constructor(readonly code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}
