/** Why a name cannot be a file's, each by what must not be found in a part of it. */
const REFUSED: readonly [RegExp, string][] = [
  [/^$/, "has an empty part"],
  [/^\.\.?$/, "leads out of the folder"],
  // deno-lint-ignore no-control-regex
  [/[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/, "has control characters"],
  [/\\/, "has a backslash"],
  [/^[a-z]:/i, "begins with a drive letter"],
  [/[. ]$/, "ends with a dot or a space"],
  [/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)/i, "is a Windows device"],
];

/**
 * Makes sure that a name from a server names a file inside the folder it is to be saved in,
 * whatever the system.
 *
 * @param name Relative path, its parts separated by `/`.
 * @returns The parts.
 * @throws {RangeError} If the name could lead anywhere else, or names no file.
 *
 * @example
 * ```ts
 * import { localParts } from "./local_path.ts";
 *
 * localParts("slides/week 1.pdf"); // ["slides", "week 1.pdf"]
 * ```
 */
export function localParts(name: string): string[] {
  const parts = name.split("/");
  for (const part of parts) {
    const refused = REFUSED.find(([pattern]) => pattern.test(part));
    if (refused) throw new RangeError(`Cannot save under this name: it ${refused[1]}`);
  }
  return parts;
}
