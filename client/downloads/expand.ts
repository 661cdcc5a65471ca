import type { SharedFile } from "../../protocol/mod.ts";
import { DownloadError } from "./failure.ts";
import { globMatcher, isGlob } from "./glob.ts";

/** Maximum number of files that a client accepts in a server's list. */
const MAX_FILES = 100_000;

/** Maximum total length of their names in UTF-16 units: 160 each. */
const MAX_LIST_UNITS = 16_000_000;

/** A page of the list of shared files. */
export interface Page {
  /** Number of files on all pages. */
  readonly count: number;
  /** The files on this page. */
  readonly files: readonly SharedFile[];
}

/**
 * Finds the shared files that match a name or a pattern.
 *
 * @param wanted A name, or a pattern, see {@linkcode globMatcher}.
 * @param page Asks the server for a page of the list, starting here.
 * @returns At least one name.
 * @throws {DownloadError} If nothing matches, or the list is too long.
 */
export async function expand(
  wanted: string,
  page: (from: number) => Promise<Page>,
): Promise<string[]> {
  if (!isGlob(wanted)) return [wanted];
  const matches = globMatcher(wanted);
  const names = await listNames(page);
  if (names.includes(wanted)) return [wanted];
  const matching = names.filter(matches);
  if (matching.length === 0) throw new DownloadError({ type: "no-match", pattern: wanted });
  return matching;
}

/**
 * Asks for the names of all shared files.
 *
 * @param page Asks the server for the list, from this place on.
 * @throws {DownloadError} If the list is too long.
 */
export async function listNames(page: (from: number) => Promise<Page>): Promise<string[]> {
  const names: string[] = [];
  let units = 0;
  for (;;) {
    const { count, files } = await page(names.length);
    for (const { name } of files) {
      names.push(name);
      units += name.length;
    }
    if (files.length === 0 || names.length >= count) return names;
    if (names.length > MAX_FILES) throw new DownloadError({ type: "long-list", most: MAX_FILES });
    if (units > MAX_LIST_UNITS) throw new DownloadError({ type: "long-list" });
  }
}
