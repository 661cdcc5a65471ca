import type { ErrorBody } from "../../protocol/mod.ts";
import { DialError, type DialFailure, isUntrusted } from "../net/dial_error.ts";
import type { Target } from "../net/target.ts";

/** Why a connection is over, or could not be had. */
export type ConnectionEnd =
  /** There is no way to the server. */
  | { readonly type: "unreachable"; readonly failure: DialFailure; readonly target: Target }
  /** The server did not answer hello in time. */
  | { readonly type: "no-answer"; readonly ms: number }
  /** The server refused hello. */
  | { readonly type: "refused"; readonly error: ErrorBody }
  /** The server greeted the client by a name that it had not asked for, or by none. */
  | { readonly type: "misnamed"; readonly name?: string; readonly asked?: string }
  /** The server said why it closes the connection. */
  | { readonly type: "closing"; readonly error: ErrorBody }
  /** The other end does not speak the protocol. */
  | { readonly type: "foreign" }
  /** The server hung up without a word, or answers no ping. */
  | { readonly type: "hung-up" | "silent" }
  /** The connection broke, as the system says. */
  | { readonly type: "broken"; readonly message: string };

/** Codes after which another try would end the same way. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  "malformed-packet",
  "frame-too-large",
  "version-unsupported",
]);

/** Ends after which another try would end the same way. */
const FINAL_ENDS: ReadonlySet<ConnectionEnd["type"]> = new Set(["foreign", "refused", "misnamed"]);

/** Tells whether another try to connect would end the same way. */
export function isFinal(end: ConnectionEnd): boolean {
  if (end.type === "unreachable") return isUntrusted(end.failure);
  return end.type === "closing" ? FINAL_CODES.has(end.error.code) : FINAL_ENDS.has(end.type);
}

/** A conversation is over, or could not begin. */
export class ConversationError extends Error {
  /** The class, for those who read the error. */
  override name = "ConversationError";

  /**
   * Makes an error.
   *
   * @param end Why it is over.
   * @param target The server.
   */
  constructor(readonly end: ConnectionEnd, readonly target: Target, options?: ErrorOptions) {
    super(end.type, options);
  }
}

/** Why a connection could not be had, by what was thrown. */
export function endOf(error: unknown): ConnectionEnd {
  if (error instanceof ConversationError) return error.end;
  if (error instanceof DialError) {
    const { failure, target } = error;
    return { type: "unreachable", failure, target };
  }
  return { type: "broken", message: (error as Error).message };
}
