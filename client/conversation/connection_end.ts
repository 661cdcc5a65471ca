import type { ErrorBody } from "../../protocol/mod.ts";
import { DialError, type DialFailure, isUntrusted } from "../net/dial_error.ts";
import type { Target } from "../net/target.ts";

/** Why a connection ended, or could not be established. */
export type ConnectionEnd =
  /** The server could not be reached. */
  | { readonly type: "unreachable"; readonly failure: DialFailure; readonly target: Target }
  /** The server did not answer hello in time. */
  | { readonly type: "no-answer"; readonly ms: number }
  /** The server refused hello. */
  | { readonly type: "refused"; readonly error: ErrorBody }
  /** The server gave the client a name that it had not asked for, or none. */
  | { readonly type: "misnamed"; readonly name?: string; readonly asked?: string }
  /** The server said why it closes the connection. */
  | { readonly type: "closing"; readonly error: ErrorBody }
  /** The server does not prove that it knows the password. */
  | { readonly type: "unproven" }
  /** The other side does not speak the protocol. */
  | { readonly type: "foreign" }
  /** A server that spoke the protocol sent what is none, or pings without end. */
  | { readonly type: "garbled" | "pinging" }
  /** The server hung up without a word, or answers no ping. */
  | { readonly type: "hung-up" | "silent" }
  /** The connection broke, with the system's message. */
  | { readonly type: "broken"; readonly message: string };

/** Codes after which another attempt would fail in the same way. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  "malformed-packet",
  "frame-too-large",
  "version-unsupported",
  "removed",
  "banned",
]);

/** Ends after which another attempt would fail in the same way. */
const FINAL_ENDS: ReadonlySet<ConnectionEnd["type"]> = new Set([
  "foreign",
  "refused",
  "misnamed",
  "unproven",
]);

/** Tells whether another attempt to connect would fail in the same way. */
export function isFinal(end: ConnectionEnd): boolean {
  if (isBusyEnd(end)) return false;
  if (end.type === "unreachable") return isUntrusted(end.failure);
  return end.type === "closing" ? FINAL_CODES.has(end.error.code) : FINAL_ENDS.has(end.type);
}

/** Tells whether a connection that stood was cut, without a word from the server. */
export function isCut({ type }: ConnectionEnd): boolean {
  return type === "hung-up" || type === "silent" || type === "broken";
}

/** Tells whether the server cannot do now what it may do a moment later. */
export function isBusyEnd(end: ConnectionEnd): boolean {
  return (end.type === "closing" || end.type === "refused") && end.error.code === "server-busy";
}

/** A conversation is over, or could not begin. */
export class ConversationError extends Error {
  /** The name of the class, shown in stack traces. */
  override name = "ConversationError";

  /**
   * Makes an error.
   *
   * @param end Why it ended.
   * @param target The server.
   */
  constructor(readonly end: ConnectionEnd, readonly target: Target, options?: ErrorOptions) {
    super(end.type, options);
  }
}

/** Converts an error to the reason why a connection could not be established. */
export function endOf(error: unknown): ConnectionEnd {
  if (error instanceof ConversationError) return error.end;
  if (error instanceof DialError) {
    const { failure, target } = error;
    return { type: "unreachable", failure, target };
  }
  return { type: "broken", message: (error as Error).message };
}
