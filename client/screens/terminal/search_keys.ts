import type { HistorySearch } from "./history_search.ts";

/** How a search goes on after some keys. */
export type SearchOutcome =
  /** It goes on. */
  | { readonly type: "on" }
  /** The user gives it up. */
  | { readonly type: "given-up"; readonly rest: string }
  /** Ctrl-C: what was typed before goes too. */
  | { readonly type: "dropped"; readonly rest: string }
  /** A key that edits or sends ends it; it comes first in the rest. */
  | { readonly type: "taken"; readonly rest: string };

/** The keys of a search: text; Ctrl-R, Ctrl-S, Backspace, Ctrl-G or Esc, Ctrl-C; nothing else. */
// deno-lint-ignore no-control-regex
const KEY = /^(?:([^\x00-\x1f\x7f]+)|(\x12)|(\x13)|([\x7f\b])|(\x07|\x1b$)|(\x03)|)/;

/**
 * Gives keys to a search.
 *
 * @param keys As terminals encode them.
 */
export function searchByKeys(search: HistorySearch, keys: string): SearchOutcome {
  let rest = keys;
  while (rest !== "") {
    const [key, text, older, newer, erase, stop, drop] = KEY.exec(rest)!;
    if (key === "") return { type: "taken", rest };
    rest = rest.slice(key.length);
    if (text !== undefined) { for (const char of text) search.add(char); }
    else if (older !== undefined) search.older();
    else if (newer !== undefined) search.newer();
    else if (erase !== undefined) search.erase();
    else if (stop !== undefined) return { type: "given-up", rest };
    else if (drop !== undefined) return { type: "dropped", rest };
  }
  return { type: "on" };
}
