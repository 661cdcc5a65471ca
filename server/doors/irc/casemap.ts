/**
 * Folds a nick or a channel name as `CASEMAPPING=ascii` has it: only A to Z have a lower case.
 *
 * @example
 * ```ts
 * import { foldCase } from "./casemap.ts";
 *
 * foldCase("Alice[É]"); // "alice[É]"
 * ```
 */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * Makes a test for a mask, in which `*` stands for any characters and `?` for one.
 *
 * @param mask As a client sends it, in upper or lower case; at most a line long.
 * @returns Tells whether a text matches.
 */
export function maskMatcher(mask: string): (text: string) => boolean {
  const pattern = [...foldCase(mask)];
  return (text) => matches(pattern, [...foldCase(text)]);
}

/** Goes back to the last star only, so that no mask takes more than length times length steps. */
function matches(pattern: readonly string[], text: readonly string[]): boolean {
  let star = -1;
  let resume = 0;
  let at = 0;
  for (let i = 0; i < text.length;) {
    if (pattern[at] === "*") {
      star = at++;
      resume = i;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === text[i])) {
      at++;
      i++;
    } else if (star >= 0) {
      at = star + 1;
      i = ++resume;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
