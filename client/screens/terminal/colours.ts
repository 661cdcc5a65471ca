/** Styles of text. */
export type Style = "bold" | "dim" | "red" | "yellow" | "magenta" | "inverse";

/** Formats text with colors. Without colors, each method returns the text alone. */
export interface Colours {
  /** In a style. */
  paint(style: Style, text: string): string;
  /** In a style, or, without colors, behind a mark that says the same. */
  mark(style: Style, text: string, mark: string): string;
  /** In the color of a name, which is the same on every machine. */
  name(name: string, text?: string): string;
}

const CODES: Readonly<Record<Style, string>> = {
  bold: "1",
  dim: "2",
  red: "31",
  yellow: "33",
  magenta: "35",
  inverse: "7",
};

/**
 * Those of the 256 terminal colors that are readable on black and on white: a contrast of 3.8 or
 * more, see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
 */
export const NAME_COLOURS = [27, 28, 30, 32, 62, 64, 98, 100, 128, 130, 134, 160, 162, 166];

function paint(style: Style, text: string): string {
  return `\x1b[${CODES[style]}m${text}\x1b[0m`;
}

/** Colours, for a terminal that has them. */
export const COLOURS: Colours = {
  paint,
  mark: paint,
  name: (name, text = name) => `\x1b[38;5;${colourOf(name)}m${text}\x1b[0m`,
};

/** No colours. */
export const NO_COLOURS: Colours = {
  paint: (_style, text) => text,
  mark: (_style, text, mark) => mark + text,
  name: (name, text = name) => text,
};

/**
 * Chooses the colour of a name.
 *
 * @returns One of {@linkcode NAME_COLOURS}.
 */
export function colourOf(name: string): number {
  // FNV-1a: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return NAME_COLOURS[hash % NAME_COLOURS.length]!;
}
