import { createHash } from "node:crypto";
import { clip } from "../../protocol/mod.ts";
import { DownloadError, type NameFault } from "./failure.ts";

/** Why a name cannot be a file's, each by what must not be found in a part of it. */
const REFUSED: readonly [RegExp, NameFault][] = [
  [/^$/, "empty-part"],
  [/^\.\.?$/, "leads-out"],
  // deno-lint-ignore no-control-regex
  [/[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/, "control-characters"],
  [/\\/, "backslash"],
  [/^[a-z]:/i, "drive-letter"],
  [/[. ]$/, "trailing-dot"],
  [/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)/i, "device"],
];

/**
 * Makes sure that a name from a server names a file inside the folder it is to be saved in,
 * whatever the system.
 *
 * @param name Relative path, its parts separated by `/`.
 * @param isWindows Whether to refuse what only Windows cannot save, or takes for something else.
 * @returns The parts.
 * @throws {DownloadError} If the name could lead anywhere else, or names no file.
 *
 * @example
 * ```ts
 * import { localParts } from "./local_path.ts";
 *
 * localParts("slides/week 1.pdf"); // ["slides", "week 1.pdf"]
 * ```
 */
export function localParts(name: string, isWindows = false): string[] {
  const parts = name.split("/");
  for (const part of parts) {
    if (isWindows && /[<>:"|?*]/.test(part)) {
      throw new DownloadError({ type: "bad-name", fault: "windows-characters" });
    }
    const refused = REFUSED.find(([pattern]) => pattern.test(part));
    if (refused) throw new DownloadError({ type: "bad-name", fault: refused[1] });
  }
  return parts;
}

/** Most bytes of a name to which `.part.json.bad` can be added: systems allow 255. */
const MAX_STEM_BYTES = 240;

/**
 * The path beside which a file is kept until it is whole: its own, unless that is too long to have
 * anything added.
 *
 * @param path A path, its parts separated by `/`.
 */
export function stemOf(path: string): string {
  const at = path.lastIndexOf("/") + 1;
  const name = path.slice(at);
  if (new TextEncoder().encode(name).length <= MAX_STEM_BYTES) return path;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 16);
  return `${path.slice(0, at)}${clip(name, 40)}${digest}`;
}

/** How many files of one name there may be before a download gives up. */
export const MAX_COPIES = 9_999;

/**
 * The paths that a file may be saved under, best first: its own, then numbered ones. The number
 * stands before the extension, where programs that go by extensions leave it alone; `.tar.gz` and
 * its like count as one.
 *
 * @param path A path, its parts separated by `/`.
 *
 * @example
 * ```ts
 * import { paths } from "./local_path.ts";
 *
 * const [first, second] = paths("alice/notes.tar.gz");
 * console.log(first, second); // alice/notes.tar.gz alice/notes (2).tar.gz
 * ```
 */
export function* paths(path: string): Generator<string> {
  yield path;
  const [, stem, extension] = /^(.*?[^/])((?:\.tar)?\.[^./ ]+)?$/s.exec(path)!;
  for (let copy = 2; copy <= MAX_COPIES; copy++) yield `${stem} (${copy})${extension ?? ""}`;
}
