/**
 * A driver for Chromium, without a browser of its own; see fast_check.ts for why its address stands
 * here.
 *
 * @module
 */
export { type Browser, chromium, type Page } from "npm:playwright-core@1.56.1";
