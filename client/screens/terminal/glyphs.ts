import { eastAsianWidth } from "get-east-asian-width";

/** What a user sees as one character, and its width. */
export interface Glyph {
  /** The text in the line. */
  readonly text: string;
  /** As it is shown: a tab as spaces; what controls the terminal, or the direction of text, as a dot. */
  readonly shown: string;
  /** Its width in cells, never too small. */
  readonly cells: number;
}

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const PLAIN = /^[\x20-\x7e]*$/;
const CONTROL =
  // deno-lint-ignore no-control-regex
  /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const TAB = "    ";

/**
 * Splits a text into glyphs, which users see as single characters: an accent belongs to its letter,
 * and an emoji sequence is one.
 *
 * @example
 * ```ts
 * import { glyphs } from "./glyphs.ts";
 *
 * glyphs("世e\u0301").map(({ cells }) => cells); // [2, 1]
 * ```
 */
export function glyphs(text: string): Glyph[] {
  if (PLAIN.test(text)) return Array.from(text, (shown) => ({ text: shown, shown, cells: 1 }));
  return Array.from(SEGMENTER.segment(text), ({ segment }) => glyphOf(segment));
}

/** Returns the width of a text in cells. */
export function cellsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return glyphs(text).reduce((sum, { cells }) => sum + cells, 0);
}

/** Shortens a text to a width in cells. A shortened text ends in `…`. */
export function clipCells(text: string, cells: number): string {
  if (text.length <= cells && PLAIN.test(text)) return text;
  let kept = "";
  let filled = 0;
  const all = glyphs(text);
  const room = cellsOf(text) <= cells ? cells : cells - 1;
  for (const glyph of all) {
    if (filled + glyph.cells > room) return `${kept}…`;
    kept += glyph.shown;
    filled += glyph.cells;
  }
  return kept;
}

function glyphOf(text: string): Glyph {
  const shown = text === "\t" ? TAB : text.replace(CONTROL, "·");
  let cells = 0;
  for (const char of shown) cells += charCells(char);
  // A variation selector turns some characters into emoji, which some terminals draw wide.
  if (text.includes("\ufe0f")) cells = Math.max(cells, 2);
  return { text, shown, cells };
}

function charCells(char: string): number {
  return /[\p{Mn}\p{Me}\p{Cf}]/u.test(char) ? 0 : eastAsianWidth(char.codePointAt(0)!);
}
