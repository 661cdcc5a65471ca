/**
 * What keys do with glyphs, where node:readline knows only code points, and would leave an accent
 * or half of an emoji.
 *
 * @module
 */
import type { Editing } from "./editing.ts";
import { glyphs } from "./glyphs.ts";

/** How far to look around the cursor for glyphs, in UTF-16 units. No glyph is longer. */
const REACH = 256;

/** Erases the glyph on one side of the cursor. */
export function eraseGlyph({ line, cursor }: Editing, side: "before" | "after"): Editing {
  const glyph = side === "before"
    ? glyphs(line.slice(Math.max(0, cursor - REACH), cursor)).at(-1)
    : glyphs(line.slice(cursor, cursor + REACH)).at(0);
  if (!glyph) return { line, cursor };
  const from = side === "before" ? cursor - glyph.text.length : cursor;
  return { line: line.slice(0, from) + line.slice(from + glyph.text.length), cursor: from };
}

/** Moves a cursor out of a glyph, in the direction it went. */
export function snapToGlyph({ line, cursor }: Editing, before: number): number {
  let at = Math.max(0, cursor - REACH);
  for (const { text } of glyphs(line.slice(at, cursor + REACH))) {
    const end = at + text.length;
    if (cursor === at) return cursor;
    if (cursor < end) return cursor < before ? at : end;
    at = end;
  }
  return cursor;
}

/** Exchanges the glyphs around the cursor; at the end of the line, the last two. */
export function exchangeGlyphs({ line, cursor }: Editing): Editing {
  const before = glyphs(line.slice(Math.max(0, cursor - REACH), cursor));
  const next = glyphs(line.slice(cursor, cursor + REACH)).at(0);
  const right = next ?? (before.length > 1 ? before.pop() : undefined);
  const left = before.pop();
  if (!left || !right) return { line, cursor };
  const end = next ? cursor + right.text.length : cursor;
  const start = end - left.text.length - right.text.length;
  return {
    line: line.slice(0, start) + right.text + left.text + line.slice(end),
    cursor: end,
  };
}
