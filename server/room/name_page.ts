import { MAX_FRAME_BYTES, type Result } from "../../protocol/mod.ts";

/** What an answer takes beside its names, in bytes. */
const BESIDE_NAMES_BYTES = 1_024;

/** What a name takes beside its own bytes: quotes and a comma. No name needs an escape. */
const BESIDE_NAME_BYTES = 3;

/**
 * Cuts one page out of the list of names: as many as fit a frame, as older clients ask only once.
 * A page that does not hold all of them says how many there are.
 *
 * @param all Every name, in order of arrival.
 * @param from How many names to leave out, 0 or more.
 * @returns The answer to the request `who`; its page holds one name at least, unless there is none.
 *
 * @example
 * ```ts
 * import { pageOfNames } from "./name_page.ts";
 *
 * pageOfNames(["alice", "bob"], 1); // { names: ["bob"], count: 2 }
 * ```
 */
export function pageOfNames(all: readonly string[], from: number): Result<"who"> {
  let left = MAX_FRAME_BYTES - BESIDE_NAMES_BYTES;
  let end = from;
  for (; end < all.length; end++) {
    left -= utf8Length(all[end]!) + BESIDE_NAME_BYTES;
    if (left < 0) break;
  }
  const names = all.slice(from, end);
  return names.length === all.length ? { names } : { names, count: all.length };
}

/** Length in UTF-8; encoding ten thousand names only to measure them would take much longer. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const isSurrogate = unit >= 0xd800 && unit <= 0xdfff; // Half of four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || isSurrogate ? 2 : 3;
  }
  return bytes;
}
