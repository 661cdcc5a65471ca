import type { Result, SharedFile } from "../../protocol/mod.ts";
import { countFiles } from "../observability/log.ts";

/** Most characters in one page of the list, so that it fits a frame however JSON escapes them. */
const PAGE_CHARS = 131_072;

/** What a file takes beside its name, at the 6 bytes a character that the page allows for. */
const CHARS_BESIDE_NAME = 8;

/**
 * Cuts one page out of the list of files.
 *
 * @param all Every file, sorted by name.
 * @param from How many files to leave out, 0 or more.
 * @returns The answer to the request `files`; its page holds one file at least, unless there is none.
 */
export function pageOf(all: readonly SharedFile[], from: number): Result<"files"> {
  const files: SharedFile[] = [];
  let room = PAGE_CHARS;
  for (let i = from; i < all.length; i++) {
    const file = all[i]!;
    room -= file.name.length + CHARS_BESIDE_NAME;
    if (room < 0 && files.length > 0) break;
    files.push(file);
  }
  const message = `Access to SharedFiles granted: ${countFiles(all.length)}`;
  return { message, count: all.length, files };
}
