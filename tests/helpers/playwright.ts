/**
 * A driver for Chromium, without a browser of its own; see fast_check.ts for why its address stands
 * here.
 *
 * @module
 */
import type { BrowserType } from "npm:playwright-core@1.56.1";

export type { Browser, BrowserContext, Page } from "npm:playwright-core@1.56.1";

/** Loads the driver, which reads files and variables when it is loaded. */
export async function loadChromium(): Promise<BrowserType> {
  return (await import("npm:playwright-core@1.56.1")).chromium;
}
