/**
 * The rules for names of users.
 *
 * @module
 */
import { ProtocolError } from "./errors.ts";
import { MAX_NAME_CHARS, MAX_NAME_UNITS } from "./limits.ts";

/** Marks a {@linkcode Name}. It exists in types only. */
export declare const NAME: unique symbol;

/** A name that {@linkcode checkName} has checked and normalized: names are compared in this form. */
export type Name = string & { readonly [NAME]: true };

/** The rules: what a name must not contain, and the sentence that says so. */
const RULES: readonly [RegExp, string][] = [
  [/\s/u, "has no white space"],
  // \p{C}: control, format (zero-width, direction overrides), surrogate, unassigned. The second
  // class is invisible too: joiners, fillers, variation selectors. U+2800 looks like a space.
  [/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u, "has no invisible characters"],
  [/^\p{M}/u, "does not begin with a combining mark"],
  // A folder is named after the user: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
  [/[<>:"/\\|?*]/u, 'has none of the characters < > : " / \\ | ? *'],
  [/\.$/u, "does not end with a dot"],
  [/^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)/iu, "is not a Windows device"],
];

/**
 * Checks a name and brings it into its one form.
 *
 * Names are 1 to 20 code points, case-sensitive (chatroom assignment), printable, and fit to name a
 * folder on any system (messenger assignment: downloads go to a folder named after the user).
 *
 * @param name The name as typed or received.
 * @returns The name in Unicode normalization form C, in which names are compared.
 * @throws {ProtocolError} `name-bad` if it breaks a rule, with a sentence that says which.
 *
 * @example
 * ```ts
 * import { checkName } from "./names.ts";
 *
 * checkName("alice"); // "alice"
 * ```
 */
export function checkName(name: string): Name {
  if (name.length > MAX_NAME_UNITS) throw wrongLength();
  const normal = name.normalize("NFC");
  const length = [...normal.slice(0, 2 * MAX_NAME_CHARS + 2)].length;
  if (length < 1 || length > MAX_NAME_CHARS) throw wrongLength();
  const broken = RULES.find(([pattern]) => pattern.test(normal));
  if (broken) throw new ProtocolError("name-bad", `A name ${broken[1]}`);
  return normal as Name;
}

function wrongLength(): ProtocolError {
  return new ProtocolError("name-bad", `A name has 1 to ${MAX_NAME_CHARS} characters`);
}

/**
 * Normalizes a name that is only compared with others, without checking it.
 *
 * @param name A name as it was typed or received.
 * @returns The name in normalization form C. One past {@linkcode MAX_NAME_UNITS} is returned as it
 * is, since no name is that long.
 */
export function normalizeName(name: string): Name {
  return (name.length > MAX_NAME_UNITS ? name : name.normalize("NFC")) as Name;
}

/**
 * Tells whether two strings are the same name after normalization.
 *
 * @param one A name as it was typed or received; one past {@linkcode MAX_NAME_UNITS} equals no
 * other.
 * @param other Another one.
 */
export function isSameName(one: string, other: string): boolean {
  if (one.length > MAX_NAME_UNITS || other.length > MAX_NAME_UNITS) return false;
  return one === other || normalizeName(one) === normalizeName(other);
}
