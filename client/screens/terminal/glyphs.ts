import { eastAsianWidth } from "get-east-asian-width";

/** What a user takes for one character, and the cells it fills. */
export interface Glyph {
  /** As it is in the line. */
  readonly text: string;
  /** As it is shown: a tab as spaces, a control character as a dot. */
  readonly shown: string;
  /** Cells on the screen; never too few, so that what fits by this count does fit. */
  readonly cells: number;
}

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const PLAIN = /^[\x20-\x7e]*$/;
// deno-lint-ignore no-control-regex
const CONTROL = /[\x00-\x1f\x7f-\x9f]/g;
const TAB = "    ";

/**
 * Splits a text into what a user takes for characters: an accent belongs to its letter, a family
 * of emoji is one.
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

/** Counts the cells a text fills. */
export function cellsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return glyphs(text).reduce((sum, { cells }) => sum + cells, 0);
}

/** Cuts a text to the cells there are; where it was cut, it ends in `…`. */
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
  // A variation selector makes some signs an emoji, which some terminals draw wide.
  if (text.includes("\ufe0f")) cells = Math.max(cells, 2);
  return { text, shown, cells };
}

function charCells(char: string): number {
  return /[\p{Mn}\p{Me}\p{Cf}]/u.test(char) ? 0 : eastAsianWidth(char.codePointAt(0)!);
}
