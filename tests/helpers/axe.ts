/**
 * The source of axe-core, which finds what keeps people from using a page; see fast_check.ts for why
 * its address stands here.
 *
 * @module
 */
/** Loads the script, to be run in a page. */
export async function loadAxe(): Promise<string> {
  return (await import("npm:axe-core@4.11.0")).default.source;
}
