import { ProtocolError } from "../../../protocol/mod.ts";
import { HELP } from "../help.ts";
import type { RoomState } from "../state.ts";
import { answer, type AskHandlers } from "./handlers.ts";

/** Questions: they change nothing, and are answered at once or by the shared folder. */
export function asking(
  { roster }: RoomState,
): AskHandlers<"who" | "files" | "get" | "help" | "unknown"> {
  return {
    who: (_, { id }) => answer<"who">(id, { names: roster.names() }),
    files: (_, { id, from = 0 }) => ({ type: "list-files", id, from }),
    get: (_, { id, name }) => ({ type: "grant", id, name }),
    help: (_, { id }) => answer<"help">(id, { text: HELP }),
    unknown: (_, { asked }) => {
      throw unknownRequest(asked);
    },
  };
}

/** Says that no request has this type. */
export function unknownRequest(asked: string): ProtocolError {
  return new ProtocolError("unknown-request", `Unknown request: ${asked}`);
}
