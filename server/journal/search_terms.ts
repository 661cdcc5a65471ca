/** Most characters (Unicode code points) of a trigram. */
const TRIGRAM_CHARS = 3;

/**
 * Brings a text into the form in which it is searched: lower case, without accents.
 *
 * @example
 * ```ts
 * import { foldText } from "./search_terms.ts";
 *
 * foldText("Été à Σπάρτης"); // "ete a σπαρτησ"
 * ```
 */
export function foldText(text: string): string {
  // deno-lint-ignore no-control-regex -- ASCII needs nothing but lower case.
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  // The final sigma is the same letter as the others.
  return text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase().replaceAll("ς", "σ");
}

/** The words that a message must hold to be found. */
export class SearchTerms {
  readonly #words: readonly string[];

  /**
   * Splits a text at its white space.
   *
   * @param text What a user looks for; no character of it has a meaning of its own.
   */
  constructor(text: string) {
    const words = foldText(text).split(/\s+/).filter((word) => word !== "");
    this.#words = Array.from(new Set(words));
  }

  /** Whether there is no word at all. */
  get isEmpty(): boolean {
    return this.#words.length === 0;
  }

  /** Tells whether a text holds every word, anywhere. */
  match(text: string): boolean {
    const folded = foldText(text);
    return this.#words.every((word) => folded.includes(word));
  }

  /**
   * Writes the words as a query for an FTS5 table of trigrams.
   *
   * @returns Each trigram quoted, so that none is syntax; nothing if every word is too short to have
   * one. What the query finds is still to be given to {@linkcode SearchTerms.match}.
   */
  get trigramQuery(): string | undefined {
    const quoted = Array.from(new Set(this.#words.flatMap(trigramsOf)), quote);
    return quoted.length === 0 ? undefined : quoted.join(" ");
  }
}

function trigramsOf(word: string): string[] {
  const chars = Array.from(word);
  const count = Math.max(0, chars.length - TRIGRAM_CHARS + 1);
  return Array.from({ length: count }, (_, at) => chars.slice(at, at + TRIGRAM_CHARS).join(""));
}

function quote(trigram: string): string {
  return `"${trigram.replaceAll('"', '""')}"`;
}
