import { createHash } from "node:crypto";
import { checkName, clip } from "../../protocol/mod.ts";
import { DownloadError, type NameFault } from "./failure.ts";

/** The rules for the parts of a name: what a part must not contain. */
const REFUSED: readonly [RegExp, NameFault][] = [
  [/^$/, "empty-part"],
  [/^\.\.?$/, "leads-out"],
  // deno-lint-ignore no-control-regex
  [/[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/, "control-characters"],
  // Two names must not look alike: fillers, joiners, soft hyphens, variation selectors, other blanks.
  [/[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Co}\u2800]|(?! )\p{Z}/u, "invisible-characters"],
  [/\\/, "backslash"],
  [/^[a-z]:/i, "drive-letter"],
  [/[. ]$/, "trailing-dot"],
  [/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)/i, "device"],
];

/**
 * Checks that a name from a server is a path inside the folder for downloads, on any system.
 *
 * @param name Relative path, its parts separated by `/`.
 * @param system Whose names it must be one of: Windows takes fewer characters than others.
 * @returns The parts of the path.
 * @throws {DownloadError} If the name could lead anywhere else, or cannot be a file name.
 *
 * @example
 * ```ts
 * import { localParts } from "./local_path.ts";
 *
 * localParts("slides/week 1.pdf", "posix"); // ["slides", "week 1.pdf"]
 * ```
 */
export function localParts(name: string, system: "posix" | "windows"): string[] {
  const parts = name.split("/").map(inOneForm);
  for (const part of parts) {
    if (system === "windows" && /[<>:"|?*]/.test(part)) {
      throw new DownloadError({ type: "bad-name", fault: "windows-characters" });
    }
    const refused = REFUSED.find(([pattern]) => pattern.test(part));
    if (refused) throw new DownloadError({ type: "bad-name", fault: refused[1] });
  }
  return parts;
}

/** Most UTF-16 units of a part that is looked at: no system takes longer ones. */
const MAX_PART_UNITS = 255;

/** Writes a part of a name in the normal form, so that two names which look alike are one. */
function inOneForm(part: string): string {
  return part.length > MAX_PART_UNITS ? part : part.normalize("NFC");
}

/** What a file's path comes of. */
export interface LocalPathOptions {
  /** The file's name, as the server lists it. */
  readonly name: string;
  /** Name of the user, for the folder; empty for none. */
  readonly user: string;
  /** The folder in which the users' folders are; without it, the working directory. */
  readonly root?: string;
  /** Whose names they must be. */
  readonly system: "posix" | "windows";
}

/**
 * The path that a downloaded file is to be saved under, if it is free.
 *
 * @throws {DownloadError} If the file's name, or the user's, must not be part of a path here.
 * @throws {ProtocolError} If the user's is no name.
 */
export function localPath({ name, user, root, system }: LocalPathOptions): string {
  const parts = localParts(name, system);
  const folder = user === "" ? [] : [folderOf(user)];
  const base = root === undefined ? [] : [root.replace(/\/+$/, "")];
  return [...base, ...folder, ...parts].join("/");
}

/**
 * The folder for a user's downloads. A name that begins with a dot has none: programs read their
 * settings from such folders, and the server decides what is written there.
 */
function folderOf(user: string): string {
  const name = checkName(user);
  if (!name.startsWith(".")) return name;
  throw new DownloadError({ type: "bad-folder", user: name });
}

/** Maximum size in bytes of a name to which `.part.json.bad` can be added: systems allow 255. */
const MAX_STEM_BYTES = 240;

/**
 * The path that `.part` is added to: the file's own, shortened if it is too long.
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

/** Maximum number of files with one name. */
export const MAX_COPIES = 9_999;

/**
 * The paths that a file may be saved under: its own, then numbered ones. The number comes before
 * the extension, so that the extension stays the same; `.tar.gz` and the like count as one.
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
