/**
 * The source of axe-core, which finds what keeps people from using a page; see fast_check.ts for why
 * its address stands here.
 *
 * @module
 */
import axe from "npm:axe-core@4.11.0";

/** The script, to be run in a page. */
export const AXE_SOURCE: string = axe.source;
