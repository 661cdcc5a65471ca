import { checkFind, normalizeName, ProtocolError } from "../../../protocol/mod.ts";
import { pageOfNames } from "../name_page.ts";
import { HELP } from "../help.ts";
import type { RoomState } from "../state.ts";
import { pageQuery } from "./page_query.ts";
import { answer, type AskHandlers } from "./handlers.ts";

/** Handles requests that change nothing. They are answered immediately, or by the shared folder. */
export function asking(
  { roster }: RoomState,
): AskHandlers<"who" | "files" | "get" | "history" | "find" | "help" | "unknown"> {
  return {
    who(_, { id, from = 0, name }) {
      const page = pageOfNames(roster.names(), from);
      const isAway = name !== undefined && roster.isHeld(normalizeName(name));
      return answer<"who">(id, isAway ? { ...page, away: true } : page);
    },
    files: (_, { id, from = 0 }) => ({ type: "list-files", id, from }),
    get: (_, { id, name }) => ({ type: "grant", id, name }),
    history: (_, { id, ...query }) => ({ type: "read-past", id, query: pageQuery(query) }),
    find: (_, { id, text, ...query }) => {
      return { type: "search-past", id, text: checkFind(text), query: pageQuery(query) };
    },
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
