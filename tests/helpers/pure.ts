import fc from "./fast_check.ts";

/** Registers a test of code that does no I/O, and proves that by running without any permission. */
export function pure(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

/** Any string there is, halves of surrogate pairs included. */
export const ANY_TEXT = fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 24 })
  .map((points) => String.fromCodePoint(...points));
