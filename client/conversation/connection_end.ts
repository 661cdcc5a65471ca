import { type ErrorBody, printable } from "../../protocol/mod.ts";
import { FinalError } from "../net/final_error.ts";

/** Why a connection is over. */
export type ConnectionEnd =
  /** The server said why. */
  | { readonly type: "closing"; readonly error: ErrorBody }
  /** The other end does not speak the protocol. */
  | { readonly type: "foreign"; readonly reason: string }
  /** It broke, or the server hung up without a word. */
  | { readonly type: "lost"; readonly reason: string };

/** Codes after which another try would end the same way. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  "malformed-packet",
  "frame-too-large",
  "version-unsupported",
]);

/**
 * Says why a connection is over, in words for the user.
 *
 * @param where What the server is called.
 * @param ending Why it is over.
 * @returns A {@linkcode FinalError} if it is useless to connect again.
 */
export function explain(where: string, ending: ConnectionEnd): Error {
  switch (ending.type) {
    case "closing": {
      const { code, message } = ending.error;
      const text = `${where} closed the connection: ${printable(message)}`;
      return FINAL_CODES.has(code) ? new FinalError(text) : new Error(text);
    }
    case "foreign":
      return new FinalError(`${where} is not a chat server`);
    case "lost":
      return new Error(`Connection to ${where} lost: ${ending.reason}`);
  }
}
