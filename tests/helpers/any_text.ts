import fc from "./fast_check.ts";

/** Any string of so many code points at most, halves of surrogate pairs included. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  return fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength })
    .map((points) => String.fromCodePoint(...points));
}

/** Any short string there is. */
export const ANY_TEXT = anyText(24);
