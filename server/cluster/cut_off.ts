import { ProtocolError } from "../../protocol/mod.ts";

/**
 * Makes the error for clients of a server that does not reach the others of its room, or does not take
 * part.
 */
export function cutOff(): ProtocolError {
  return new ProtocolError(
    "cut-off",
    "This server has lost contact with the others of its room: try another one",
  );
}
