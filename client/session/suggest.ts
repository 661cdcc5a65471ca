import { closestString } from "@std/text/closest-string";
import { levenshteinDistance } from "@std/text/levenshtein-distance";

/**
 * Finds what somebody who mistyped a word may have meant.
 *
 * @param word What was typed.
 * @param known The words there are.
 * @returns The nearest, if it is near: one slip in a short word, two in a longer one.
 *
 * @example
 * ```ts
 * import { suggest } from "./suggest.ts";
 *
 * suggest("flies", ["files", "get"]); // "files"
 * ```
 */
export function suggest(word: string, known: readonly string[]): string | undefined {
  if (word === "" || known.length === 0) return undefined;
  const nearest = closestString(word, known, { compareFn: slips });
  return slips(word.toLowerCase(), nearest) <= (word.length < 4 ? 1 : 2) ? nearest : undefined;
}

/** How many slips lie between two words; letters in the wrong order are one. */
function slips(typed: string, meant: string): number {
  const letters = (word: string) => [...word].sort().join("");
  const count = levenshteinDistance(typed, meant);
  return count === 2 && letters(typed) === letters(meant) ? 1 : count;
}
